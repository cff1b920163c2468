/* model_json.c - everything about a model as one JSON object */
/* SPDX-License-Identifier: MIT */
#include "bagtag.h"

#include "base/error.h"
#include "model/config.h"
#include "model/model.h"
#include "model/model_file.h"

enum bagtag_status bagtag_model_json(const struct bagtag_model *model, char **out, struct bagtag_error *error)
{
    struct model_sums sums = model->sums;
    enum bagtag_status status = BAGTAG_OK;
    if (sums.weights.checksum[0] == '\0')
        status = model_file_sums(model, &sums, error);
    if (status != BAGTAG_OK)
        return status;
    char *text = config_print(model, &sums, CONFIG_REPORT);
    if (text == NULL)
        return error_memory(error);
    *out = text;
    return BAGTAG_OK;
}
