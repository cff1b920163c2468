/* scoring_model.c - the model of a command that scores texts */
/* SPDX-License-Identifier: MIT */
#include "cli/scoring_model.h"

#include "cli/options/usage.h"
#include "cli/show/report.h"

int scoring_model_open(const struct command *command, const struct operands *operands, bool is_folded, int threads,
                       struct bagtag_model **model)
{
    struct bagtag_error error = {{0}};
    struct bagtag_model *opened = NULL;
    enum bagtag_status status = bagtag_model_open(operands->values[0], &opened, &error);
    if (status != BAGTAG_OK)
        return report_no_model(command, operands, status, &error);
    if (is_folded)
        status = bagtag_model_fold(opened, threads, &error);
    if (status != BAGTAG_OK) {
        bagtag_model_free(opened);
        return report_failure(status, &error);
    }
    *model = opened;
    return EXIT_DONE;
}
