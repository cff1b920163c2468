/* choice.c - parses the values of filter's --keep-top and --sample */
/* SPDX-License-Identifier: MIT */
#include "cli/choice.h"

#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "cli/options/usage.h"
#include "cli/show/report.h"

/* Reads the number before the percent sign. */
static bool read_percentage(const char *text, double *percentage)
{
    size_t len = strlen(text);
    char *number = len > 0 && text[len - 1] == '%' ? strndup(text, len - 1) : NULL;
    bool is_read = number != NULL && number_read_real(number, percentage);
    free(number);
    return is_read && *percentage > 0.0 && *percentage <= 100.0;
}

int choice_read_top(const struct command *command, const char *text, struct bagtag_choice *choice)
{
    double percentage;
    uint64_t most;
    if (read_percentage(text, &percentage)) {
        choice->rule = BAGTAG_CHOOSE_SHARE;
        choice->share = percentage / 100.0;
        return EXIT_DONE;
    }
    if (!number_read_whole(text, &most) || most == 0)
        return report_usage_error(command,
                                  "--keep-top: expected a whole number from 1, or a percentage above 0%% and at most "
                                  "100%%; found '%s'",
                                  text);
    choice->rule = BAGTAG_CHOOSE_MOST;
    choice->most = most;
    return EXIT_DONE;
}

int choice_read_sample(const struct command *command, const char *text, struct bagtag_choice *choice)
{
    static const char method[] = "pareto:";
    double shape = 0.0;
    bool is_read = strncmp(text, method, sizeof method - 1) == 0 && number_read_real(text + sizeof method - 1, &shape);
    if (!is_read || !(shape > 0.0 && shape <= 1000.0))
        return report_usage_error(
            command, "--sample: expected pareto:A with a number A above 0 and at most 1000; found '%s'", text);
    choice->rule = BAGTAG_CHOOSE_PARETO;
    choice->shape = shape;
    return EXIT_DONE;
}
