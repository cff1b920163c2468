/* usage.c - what is said when a command is not used as it wants */
/* SPDX-License-Identifier: MIT */
#include "cli/options/usage.h"

#include <stdarg.h>
#include <sys/stat.h>

#include "cli/show/report.h"

int report_usage_error(const struct command *command, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    report_of(command->name, format, values);
    va_end(values);
    return EXIT_USAGE;
}

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

int report_no_model(const struct command *command, const struct operands *operands, enum bagtag_status status,
                    const struct bagtag_error *error)
{
    int code = report_failure(status, error);
    if (is_folder(operands->values[0]))
        return code;
    for (size_t i = 1; i < operands->n; i++) {
        if (is_folder(operands->values[i])) {
            report_note("the model comes first: bagtag %s %s %s", command->name, operands->values[i],
                        operands->values[0]);
            return code;
        }
    }
    report_note("usage: bagtag %s [options] %s", command->name, command->operands);
    return code;
}
