/* model_json.c - everything about a model, as one JSON object or value by value */
/* SPDX-License-Identifier: MIT */
#include "bagtag.h"

#include "base/error.h"
#include "io/json.h"
#include "model/config.h"
#include "model/model.h"
#include "model/model_file.h"

/* Makes the object in MAKER; call json_maker_clear also after a failure. */
static enum bagtag_status make(struct json_maker *maker, const struct bagtag_model *model, struct bagtag_error *error)
{
    struct model_sums sums = model->sums;
    json_maker_init(maker);
    if (sums.weights.checksum[0] == '\0' && model->fasttext_version == 0) {
        enum bagtag_status status = model_file_sums(model, &sums, error);
        if (status != BAGTAG_OK)
            return status;
    }
    config_make_report(maker, model, &sums);
    return BAGTAG_OK;
}

enum bagtag_status bagtag_model_json(const struct bagtag_model *model, char **out, struct bagtag_error *error)
{
    struct json_maker maker;
    enum bagtag_status status = make(&maker, model, error);
    if (status == BAGTAG_OK) {
        char *text = json_print(&maker, JSON_INDENTED);
        if (text == NULL)
            status = error_memory(error);
        else
            *out = text;
    }
    json_maker_clear(&maker);
    return status;
}

enum bagtag_status bagtag_model_describe(const struct bagtag_model *model,
                                         void (*tell)(void *context, const char *name, const char *value),
                                         void *context, struct bagtag_error *error)
{
    struct json_maker maker;
    enum bagtag_status status = make(&maker, model, error);
    if (status == BAGTAG_OK && !json_each_value(&maker, tell, context))
        status = error_memory(error);
    json_maker_clear(&maker);
    return status;
}
