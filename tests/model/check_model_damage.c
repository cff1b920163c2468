/* check_model_damage.c - a damaged or hostile model gives an error, never a crash */
/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <fcntl.h>
#include <math.h>

#include "model/config.h"
#include "model/model_file.h"
#include "support/old_vocab.h"
#include "support/small_model.h"
#include "support/suite.h"

static char folder[64];
static char path[256];

static void begin(void)
{
    new_folder(folder);
    in_folder(path, folder, "m");
    struct bagtag_model *model = small_model(3);
    struct bagtag_error error = {{0}};
    ck_assert_msg(bagtag_model_save(model, path, &error) == BAGTAG_OK, "%s", error.sentence);
    bagtag_model_free(model);
}

static void end(void)
{
    remove_all(folder);
}

static const char *const names[] = {CONFIG_NAME, CONFIG_WEIGHTS_NAME, CONFIG_WORDS_NAME};

/* Uses every part of an opened model, whatever it contains. */
static void use(const struct bagtag_model *model)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < bagtag_model_n_labels(model); i++)
        sum += strlen(bagtag_model_label(model, i));
    for (size_t i = 0; i < bagtag_model_n_words(model); i++) {
        size_t len;
        uint64_t count;
        const char *word = bagtag_model_word(model, i, &len, &count);
        for (size_t k = 0; k < len; k++)
            sum += (unsigned char)word[k];
        sum += (uint64_t)bagtag_model_find_word(model, word, len) + count;
    }
    for (size_t i = 0; i < SMALL_WORDS; i++)
        sum += (uint64_t)bagtag_model_find_word(model, small_words[i], strlen(small_words[i]));
    for (uint32_t bucket = 0; bucket < 1000; bucket += 10)
        sum += ngram_find(&model->ngrams, bucket);
    for (size_t i = 0; i < bagtag_model_n_rows(model); i++)
        for (size_t k = 0; k < bagtag_model_dim(model); k++)
            sum += isfinite(bagtag_model_embedding(model, i)[k]) ? 1 : 0;
    ck_assert_uint_ne(sum, 0);
    char *json = NULL;
    ck_assert_int_eq(bagtag_model_json(model, &json, NULL), BAGTAG_OK);
    free(json);
}

/* Opens and verifies what is now in the folder: an error that names the model, or a usable model. */
static enum bagtag_status try_open(struct bagtag_error *error)
{
    struct bagtag_model *model = NULL;
    struct bagtag_error verify_error = {{0}};
    enum bagtag_status status = bagtag_model_open(path, &model, error);
    enum bagtag_status verified = bagtag_model_verify(path, &verify_error);
    if (status == BAGTAG_OK) {
        use(model);
    } else {
        ck_assert_ptr_null(model);
        ck_assert_msg(strncmp(error->sentence, path, strlen(path)) == 0, "%s", error->sentence);
        ck_assert_str_eq(error->sentence, verify_error.sentence);
        ck_assert_int_eq(verified, status);
    }
    bagtag_model_free(model);
    return status;
}

static void expect_refused(const char *sentence)
{
    struct bagtag_error error = {{0}};
    ck_assert_msg(try_open(&error) == BAGTAG_INPUT, "was not refused for: %s", sentence);
    ck_assert_msg(strstr(error.sentence, sentence) != NULL, "expected %s; found %s", sentence, error.sentence);
}

/* Replaces the first SOUGHT in the file NAME by WRITTEN. */
static void replace_text(const char *name, const char *sought, const char *written)
{
    struct bytes file = read_whole(path, name);
    char *at = memmem(file.data, file.len, sought, strlen(sought));
    ck_assert_msg(at != NULL, "no %s in %s", sought, name);
    size_t before = (size_t)(at - (char *)file.data);
    size_t after = file.len - before - strlen(sought);
    unsigned char *changed = mem_array(file.len + strlen(written), 1);
    ck_assert_ptr_nonnull(changed);
    memcpy(changed, file.data, before);
    memcpy(changed + before, written, strlen(written));
    memcpy(changed + before + strlen(written), at + strlen(sought), after);
    write_whole(path, name, changed, before + strlen(written) + after);
    free(changed);
    free(file.data);
}

/* ---- truncated files and flipped bits --------------------------------------------------------------------- */

START_TEST(a_truncated_file_is_refused)
{
    struct bytes file = read_whole(path, names[_i]);
    for (size_t len = 0; len < file.len - 1; len++) { /* the last byte of config.json is a newline */
        char name[256];
        ck_assert_int_eq(truncate(in_folder(name, path, names[_i]), (off_t)len), 0);
        expect_refused(names[_i]);
        if (file.len - len > 2000)
            len += 16;
        write_whole(path, names[_i], file.data, file.len);
    }
    free(file.data);
}
END_TEST

START_TEST(a_file_with_bytes_past_its_end_is_refused)
{
    struct bytes file = read_whole(path, names[_i]);
    file.data[file.len] = 'x';
    write_whole(path, names[_i], file.data, file.len + 1);
    expect_refused(_i == 0 ? "expected nothing after the JSON value; found 'x'" : " bytes as config.json says; found ");
    free(file.data);
}
END_TEST

START_TEST(every_flipped_bit_of_a_header_is_refused_or_harmless)
{
    struct bytes file = read_whole(path, names[_i]);
    size_t header = _i == 0 ? file.len : 8u + file.data[0] + 256u * file.data[1];
    char name[256];
    int descriptor = open(in_folder(name, path, names[_i]), O_WRONLY);
    ck_assert_int_ge(descriptor, 0);
    size_t n_refused = 0;
    for (size_t bit = 0; bit < 8 * header; bit++) {
        unsigned char flipped = (unsigned char)(file.data[bit / 8] ^ 1u << bit % 8);
        ck_assert_int_eq(pwrite(descriptor, &flipped, 1, (off_t)(bit / 8)), 1);
        struct bagtag_error error = {{0}};
        n_refused += try_open(&error) != BAGTAG_OK;
        ck_assert_int_eq(pwrite(descriptor, &file.data[bit / 8], 1, (off_t)(bit / 8)), 1);
    }
    ck_assert_uint_gt(n_refused, 4 * header); /* accepted: spaces, letters of labels, digits of metrics */
    close(descriptor);
    free(file.data);
}
END_TEST

START_TEST(a_flipped_bit_anywhere_in_the_values_is_found_by_verify)
{
    struct bytes file = read_whole(path, names[_i]);
    for (size_t i = 8u + file.data[0] + 256u * file.data[1]; i < file.len; i += 7) {
        file.data[i] ^= 4;
        write_whole(path, names[_i], file.data, file.len);
        struct bagtag_error error = {{0}};
        (void)try_open(&error);
        ck_assert_int_eq(bagtag_model_verify(path, &error), BAGTAG_INPUT);
        file.data[i] ^= 4;
    }
    free(file.data);
}
END_TEST

START_TEST(a_missing_file_is_named)
{
    char name[256];
    struct bagtag_error error = {{0}};
    ck_assert_int_eq(unlink(in_folder(name, path, names[_i])), 0);
    ck_assert_int_eq(try_open(&error), BAGTAG_SYSTEM);
    ck_assert_ptr_nonnull(strstr(error.sentence, names[_i]));
    ck_assert_ptr_nonnull(strstr(error.sentence, _i == 0 ? "found a folder without" : "No such file"));
    ck_assert_int_eq(mkdir(name, 0700), 0);
    ck_assert_int_ne(try_open(&error), BAGTAG_OK);
    ck_assert_int_eq(rmdir(name), 0);
    ck_assert_int_eq(mkfifo(name, 0600), 0); /* must not block */
    ck_assert_int_ne(try_open(&error), BAGTAG_OK);
}
END_TEST

START_TEST(a_missing_folder_or_a_file_is_named)
{
    struct bagtag_error error = {{0}};
    remove_all(path);
    ck_assert_int_eq(try_open(&error), BAGTAG_SYSTEM);
    write_whole(folder, "m", "text", 4);
    ck_assert_int_ne(try_open(&error), BAGTAG_OK);
}
END_TEST

START_TEST(files_of_two_different_models_are_refused)
{
    struct bagtag_model *other = small_model(0);
    char second[256];
    ck_assert_int_eq(bagtag_model_save(other, in_folder(second, folder, "n"), NULL), BAGTAG_OK);
    struct bytes file = read_whole(second, names[_i]);
    write_whole(path, names[_i], file.data, file.len);
    expect_refused("expected");
    free(file.data);
    bagtag_model_free(other);
}
END_TEST

/* ---- config.json ----------------------------------------------------------------------------------------- */

static const struct {
    const char *sought;
    const char *written;
    const char *sentence;
} changes[] = {
    {"\"version\":\t1", "\"version\":\t3",
     "/config.json: version 3 is newer than this bagtag reads (2); use a newer bagtag"},
    {"\"version\":\t1", "\"version\":\t18446744073709551615", "version 18446744073709551615 is newer"},
    {"\"version\":\t1", "\"version\":\t0", "\"version\": expected an integer from 1 to"},
    {"\"version\":\t1", "\"version\":\t1.0", "\"version\": expected an integer from 1 to"},
    {"\"version\":\t1", "\"version\":\t\"1\"", "\"version\": expected an integer"},
    {"\"version\":\t1,", "", "\"version\": expected an integer from 1 to 18446744073709551615; found nothing"},
    {"\"format\":\t\"bagtag\"", "\"format\":\t\"hagtag\"", "\"format\": expected \"bagtag\"; found \"hagtag\""},
    {"\"format\":\t\"bagtag\",", "", "\"format\": expected \"bagtag\"; found nothing"},
    {"\"z\"]", "\"w\"]", "\"checksum\": expected"},
    {"\"format\"", "\"Format\"", "\"format\": expected \"bagtag\"; found nothing"},
    {"\"z\"]", "7]", "\"labels[2]\": expected a string; found 7"},
    {"\"z\"]", "\"\"]", "\"labels[2]\": expected a label that is not empty; found \"\""},
    {"\"z\"]", "\"z\",\"say \\\"hi\\\"\"]", "\"labels[3]\": expected each label once; found \"say \"hi\"\""},
    {"\"z\"]", "\"z\", \"y\"]", "tensor \"fc.weight\": expected F32 [4, 10]; found F32 [3, 10]"},
    {"\"labels\":\t[", "\"labels\":\t[],\"names\":\t[",
     "expected no tensor \"fc.weight\", as config.json has no labels; found one"},
    {"\"labels\"", "\"names\"", "\"labels\": expected an array; found nothing"},
    {"\"unicode\"", "\"latin\"",
     "\"tokenizer\": expected \"unicode\" or \"whitespace\" or \"basic-english\" or \"bert\"; found \"latin\""},
    {"\"tokenizer_revision\":\t2", "\"tokenizer_revision\":\t4",
     "/config.json: revision 4 of tokenizer unicode is newer than this bagtag has (3); use a newer bagtag"},
    {"\"unicode\"", "\"bert\"", "revision 2 of tokenizer bert is newer than this bagtag has (1)"},
    {"\"tokenizer_revision\":\t2", "\"tokenizer_revision\":\t0", "\"tokenizer_revision\": expected an integer from 1"},
    {"\"tokenizer_revision\":\t2", "\"tokenizer_revision\":\t\"2\"", "\"tokenizer_revision\": expected an integer"},
    {"\"lower\":\ttrue", "\"lower\":\t1", "\"lower\": expected true or false; found 1"},
    {"\"lower\":\ttrue,", "", "\"lower\": expected true or false; found nothing"},
    {"\"unicode_version\":\t\"15.0.0\",", "", "\"unicode_version\": expected a string; found nothing"},
    {"\"ngrams\":\t2", "\"ngrams\":\t0", "\"ngrams\": expected an integer from 1 to"},
    {"\"ngrams\":\t2", "\"ngrams\":\t1", "tensor \"ngram.ids\": expected at most 0 ids"},
    {"\"ngrams\":\t2", "\"ngrams\":\t-2", "\"ngrams\": expected an integer"},
    {"\"buckets\":\t1000", "\"buckets\":\t0", "\"buckets\": expected an integer from 1 to 2147483647; found 0"},
    {"\"buckets\":\t1000", "\"buckets\":\t2", "tensor \"ngram.ids\": expected at most 2 ids"},
    {"\"buckets\":\t1000", "\"buckets\":\t2147483648", "\"buckets\": expected"},
    {"\"min_count\":\t1", "\"min_count\":\tnull", "\"min_count\": expected an integer"},
    {"\"dim\":\t10", "\"dim\":\t11", "tensor \"embedding.weight\": expected F32 [8, 11]; found F32 [8, 10]"},
    {"\"dim\":\t10", "\"dim\":\t0", "\"dim\": expected an integer from 1 to 65536; found 0"},
    {"\"dim\":\t10", "\"dim\":\t65537", "\"dim\": expected an integer from 1 to 65536; found 65537"},
    {"\"dim\":\t10", "\"dim\":\t\"10\"", "\"dim\": expected an integer from 1 to 65536; found \"10\""},
    {"\"dim\":\t10", "\"dim\":\t10,\"dim\":\t10", "expected each key once; found \"dim\" twice"},
    {"\"mean\"", "\"median\"", "\"bag\": expected \"mean\" or \"sum\" or \"max\"; found \"median\""},
    {"\"weight\":\t\"none\"", "\"weight\":\t\"tf\"",
     "\"weight\": expected \"none\" or \"idf\" or \"gain\"; found \"tf\""},
    {"\"softmax\"", "\"hs\"",
     "\"loss\": expected \"softmax\" or \"ova\" or \"fasttext-softmax\" or \"fasttext-ova\" or \"fasttext-hs\"; found "
     "\"hs\""},
    {"\"softmax\"", "\"ova\",\"threshold\":2", "\"threshold\": expected a number from 0 to 1; found 2"},
    {"\"epochs\":\t5", "\"epochs\":\t5,\"temperature\":\"hot\"", "\"training.temperature\": expected a number"},
    {"\"training\":\t{", "\"training\":\t1,\"other\":\t{", "\"training\": expected an object; found 1"},
    {"\"epochs\":\t5", "\"epochs\":\tfalse", "\"training.epochs\": expected an integer"},
    {"\"lr\":\t0.1", "\"lr\":\tNaN", "expected a JSON value; found 'N'"},
    {"\"lr\":\t0.1", "\"lr\":\tnull", "\"training.lr\": expected a number"},
    {"\"lr\":\t0.1", "\"lr\":\t1e400", "\"training.lr\": expected a number"},
    {"\"lr\":\t0.1", "\"lr\":\t-0.1", "\"training.lr\": expected a number from 0"},
    {"\"linear\"", "3", "\"training.schedule\": expected \"linear\" or \"constant\"; found 3"},
    {"\"seed\":\t18446744073709551615", "\"seed\":\t18446744073709551616", "\"training.seed\": expected an integer"},
    {"\"label_prefix\":\t\"__label__\"", "\"label_prefix\":\t[]", "\"training.label_prefix\": expected a string"},
    {"\"__label__\"", "\"\"", "/config.json: \"training.label_prefix\": expected text without white space; found \"\""},
    {"\"__label__\"", "\"a b\"", "\"training.label_prefix\": expected text without white space; found \"a b\""},
    {"\"valid_percent\":\t10", "\"valid_percent\":\t101",
     "\"training.valid_percent\": expected a number from 0 to 100"},
    {"\"tokens\":\t", "\"toks\":\t", "\"metrics.tokens\": expected an integer"},
    {"\"metrics\":\t{", "\"metrics\":\t{\"valid_accuracy\": 2,",
     "\"metrics.valid_accuracy\": expected a number from 0 to 1"},
    {"\"xxh3-64\"", "\"fnv\"", "\"hash\": expected \"xxh3-64\"; found \"fnv\""},
    {"\"files\":\t{", "\"files\":\t[],\"other\":\t{", "\"files\": expected an object; found an array of 0"},
    {"\"vocab.safetensors\":\t{", "\"other\":\t{", "\"files.vocab.safetensors\": expected an object; found nothing"},
    {"\"bytes\":\t", "\"bytes\":\t1", "/model.safetensors: expected 1"},
    {"\"bytes\":\t", "\"octets\":\t", "\"files.model.safetensors.bytes\": expected an integer"},
    {"\"xxh3_128\":\t\"", "\"xxh3_128\":\t\"0", "xxh3_128\": expected 32 lower-case hexadecimal digits"},
    {"\"xxh3_128\":\t", "\"md5\":\t", "\"files.model.safetensors.xxh3_128\": expected a string; found nothing"},
};

START_TEST(a_changed_config_is_refused_and_its_key_named)
{
    replace_text(CONFIG_NAME, changes[_i].sought, changes[_i].written);
    if (strstr(changes[_i].sentence, "checksum") == NULL) /* past the checksum, the change itself must be detected */
        replace_text(CONFIG_NAME, "\"checksum\"", "\"no_checksum\"");
    expect_refused(changes[_i].sentence);
}
END_TEST

/* What a later version may write about training, which changes no answer. */
START_TEST(an_unknown_training_choice_of_a_later_version_is_kept)
{
    static const char *const written[] = {"\"schedule\":\t\"cosine\"", "\"layer\":\t\"two\"",
                                          "\"bias\":\t\"\xc3\xa9\""};
    replace_text(CONFIG_NAME, "\"linear\"", "\"cosine\",\"layer\":\"two\",\"bias\":\"\xc3\xa9\"");
    replace_text(CONFIG_NAME, "\"checksum\"", "\"no_checksum\"");
    for (int copy = 0; copy < 2; copy++) {
        char *json = NULL, scratch[BAGTAG_SETTING_BYTES];
        struct bagtag_model *model = NULL;
        struct bagtag_error error = {{0}};
        ck_assert_msg(bagtag_model_open(path, &model, &error) == BAGTAG_OK, "%s", error.sentence);
        ck_assert_str_eq(bagtag_model_setting(model, "schedule", scratch), "cosine");
        ck_assert_int_eq(bagtag_model_json(model, &json, NULL), BAGTAG_OK);
        for (size_t i = 0; i < sizeof written / sizeof written[0]; i++)
            ck_assert_msg(strstr(json, written[i]) != NULL, "no %s in %s", written[i], json);
        free(json);
        ck_assert_int_eq(bagtag_model_save(model, path, &error), BAGTAG_OK);
        bagtag_model_free(model);
    }
}
END_TEST

START_TEST(unknown_members_are_ignored)
{
    replace_text(CONFIG_NAME, "\"format\"", "\"note\": {\"x\": [1, null]}, \"format\"");
    replace_text(CONFIG_NAME, "\"epochs\"", "\"patience\": 3, \"epochs\"");
    replace_text(CONFIG_NAME, "\"checksum\"", "\"a_checksum_of_another_writer\"");
    struct bagtag_error error = {{0}};
    ck_assert_msg(try_open(&error) == BAGTAG_OK, "%s", error.sentence);
}
END_TEST

/* ---- hostile arrays -------------------------------------------------------------------------------------- */

enum hostile {
    OFFSET_NEGATIVE,
    OFFSET_HUGE,
    OFFSET_FALLING,
    WORD_EMPTY,
    COUNT_ZERO,
    COUNT_RISING,
    INDEX_BEYOND,
    INDEX_NEGATIVE,
    INDEX_FULL,
    INDEX_EMPTY,
    INDEX_TWICE,
    NGRAM_FALLING,
    NGRAM_BEYOND,
    NGRAM_NEGATIVE,
    NGRAM_UNSEEN,
    WEIGHT_NAN,
    BIAS_INFINITE,
    HEAD_OTHER,
    HEAD_FAR,
    N_HOSTILE
};

static const char *const hostile_sentences[N_HOSTILE] = {
    [OFFSET_NEGATIVE] = "\"vocab.offsets\": expected ascending values",
    [OFFSET_HUGE] = "\"vocab.offsets\": expected ascending values",
    [OFFSET_FALLING] = "\"vocab.offsets\": expected ascending values",
    [WORD_EMPTY] = "\"vocab.offsets\": expected ascending values",
    [COUNT_ZERO] = "\"vocab.counts\": expected positive values",
    [COUNT_RISING] = "\"vocab.counts\": expected positive values, none above the one before it; found 1000 at 2",
    [INDEX_BEYOND] = "expected -1 or a word below 5; found 5",
    [INDEX_NEGATIVE] = "expected -1 or a word below 5; found ",
    [INDEX_FULL] = "expected each of the 5 words once",
    [INDEX_EMPTY] = "expected each of the 5 words once; found 0 entries",
    [INDEX_TWICE] = "expected to find each word by its hash",
    [NGRAM_FALLING] = "\"ngram.ids\": expected ascending values below 1000; found 2 at 1",
    [NGRAM_BEYOND] = "\"ngram.ids\": expected ascending values below 1000; found 1000 at 2",
    [NGRAM_NEGATIVE] = "\"ngram.ids\": expected ascending values below 1000; found -1 at 0",
    [NGRAM_UNSEEN] = "\"ngram.counts\": expected values above 0; found 0 at 1",
    [WEIGHT_NAN] = "tensor \"embedding.weight\": expected finite numbers; found nan at 79",
    [HEAD_OTHER] = "\"vocab.heads\": entry 1 does not match the bytes of its word",
    [HEAD_FAR] = "\"vocab.heads\": entry 4 does not match the bytes of its word",
    [BIAS_INFINITE] = "tensor \"fc.bias\": expected finite numbers; found -inf at 1",
};

/* Copies of the vocabulary's arrays, to be changed. */
struct arrays {
    int64_t offsets[SMALL_WORDS + 1];
    int64_t counts[SMALL_WORDS];
    int32_t index[64];
    struct word_head heads[SMALL_WORDS];
};

static void corrupt(struct bagtag_model *model, struct arrays *arrays, enum hostile hostile)
{
    int32_t *index = arrays->index;
    size_t n_index = model->words.n_index;
    for (size_t i = 0; i < n_index; i++) {
        if (hostile == INDEX_FULL)
            index[i] = (int32_t)(i % SMALL_WORDS);
        if (hostile == INDEX_EMPTY)
            index[i] = -1;
        bool is_one = vocab_entry_word(&model->words, index[i]) == 1;
        if (hostile == INDEX_TWICE && is_one)
            index[i] = 0;
        if ((hostile == INDEX_BEYOND || hostile == INDEX_NEGATIVE) && is_one)
            index[i] = hostile == INDEX_BEYOND ? SMALL_WORDS : -2;
    }
    if (hostile == OFFSET_NEGATIVE)
        arrays->offsets[1] = -1;
    if (hostile == OFFSET_HUGE)
        arrays->offsets[2] = INT64_MAX;
    if (hostile == OFFSET_FALLING)
        arrays->offsets[2] = arrays->offsets[1] - 1;
    if (hostile == WORD_EMPTY)
        arrays->offsets[2] = arrays->offsets[1];
    if (hostile == COUNT_ZERO)
        arrays->counts[4] = 0;
    if (hostile == COUNT_RISING)
        arrays->counts[2] = 1000;
    if (hostile == NGRAM_FALLING)
        model->owned_ngram_ids[1] = 2;
    if (hostile == NGRAM_BEYOND)
        model->owned_ngram_ids[2] = 1000;
    if (hostile == NGRAM_NEGATIVE)
        model->owned_ngram_ids[0] = -1;
    if (hostile == NGRAM_UNSEEN)
        model->owned_ngram_counts[1] = 0;
    if (hostile == HEAD_OTHER)
        arrays->heads[1].bytes[0] ^= 1;
    if (hostile == HEAD_FAR)
        memset(arrays->heads[4].bytes, 0xff, 8);
    if (hostile == WEIGHT_NAN)
        model->owned_weights[8 * SMALL_DIM - 1] = NAN;
    if (hostile == BIAS_INFINITE)
        model->owned_weights[model->n_owned_weights - SMALL_LABELS + 1] = -INFINITY;
}

/* A model whose checksums are right but whose values are not: opening it reads none of them, using it does no harm, and
 * verifying it reports what is wrong. Also without heads, as in older models. */
START_TEST(hostile_values_do_no_harm_and_are_named_by_verify)
{
    struct bagtag_model *model = small_model(3);
    struct arrays arrays;
    struct bagtag_error error = {{0}};
    ck_assert_uint_le(model->words.n_index, 64);
    memcpy(arrays.offsets, model->words.offsets, sizeof arrays.offsets);
    memcpy(arrays.counts, model->words.counts, sizeof arrays.counts);
    memcpy(arrays.index, model->words.index, model->words.n_index * sizeof(int32_t));
    memcpy(arrays.heads, model->words.heads, sizeof arrays.heads);
    bool is_old = _i >= N_HOSTILE;
    enum hostile hostile = (enum hostile)(_i % N_HOSTILE);
    if (is_old)
        old_vocab(&model->words, arrays.index);
    else
        model->words.heads = arrays.heads;
    corrupt(model, &arrays, hostile);
    model->words.offsets = arrays.offsets;
    model->words.counts = arrays.counts;
    model->words.index = arrays.index;
    ck_assert_int_eq(bagtag_model_save(model, path, &error), BAGTAG_OK);
    bagtag_model_free(model);

    ck_assert_msg(try_open(&error) == BAGTAG_OK, "%s", error.sentence);
    ck_assert_int_eq(bagtag_model_verify(path, &error), BAGTAG_INPUT);
    ck_assert_msg(strstr(error.sentence, hostile_sentences[hostile]) != NULL, "%s", error.sentence);
    if (hostile >= INDEX_BEYOND && hostile <= INDEX_TWICE)
        ck_assert_ptr_nonnull(strstr(error.sentence, is_old ? "\"vocab.index\"" : "\"vocab.slots\""));
}
END_TEST

/* Opening a model checks the first and the last offset and the length of the index. */
START_TEST(inconsistent_arrays_are_refused_on_opening)
{
    static const char *const sentences[] = {"\"vocab.offsets\": expected values from 0 to ",
                                            "\"vocab.offsets\": expected values from 0 to ",
                                            "\"vocab.offsets\": expected values from 0 to ",
                                            "\"vocab.slots\": expected a power of two above the number of words (5)",
                                            "\"vocab.slots\": expected a power of two above the number of words (5)",
                                            "\"vocab.slots\": expected a power of two above the number of words (5)"};
    struct bagtag_model *model = small_model(3);
    int64_t offsets[SMALL_WORDS + 1];
    memcpy(offsets, model->words.offsets, sizeof offsets);
    model->words.offsets = offsets;
    offsets[0] = _i == 0 ? 1 : 0;
    offsets[SMALL_WORDS] += _i == 1 ? 1 : 0;
    offsets[SMALL_WORDS] = _i == 2 ? INT64_MIN : offsets[SMALL_WORDS];
    model->words.n_index = _i == 3 ? 4 : _i == 4 ? 7 : _i == 5 ? 0 : model->words.n_index;
    ck_assert_int_eq(bagtag_model_save(model, path, NULL), BAGTAG_OK);
    bagtag_model_free(model);
    expect_refused(sentences[_i]);
}
END_TEST

/* ---- other writers --------------------------------------------------------------------------------------- */

/* The same arrays after a header one byte longer, as a writer without padding leaves them: all are misaligned. */
START_TEST(misaligned_arrays_are_copied)
{
    struct bagtag_model *expected = small_model(2);
    expected->settings.buckets = expected->ngrams.n_buckets = 100;
    ck_assert_int_eq(model_make_indexes(expected, NULL), BAGTAG_OK);
    ck_assert_int_eq(bagtag_model_save(expected, path, NULL), BAGTAG_OK);
    for (int i = 1; i < 3; i++) {
        struct bytes file = read_whole(path, names[i]);
        size_t header = file.data[0] + 256u * file.data[1];
        unsigned char *moved = mem_array(file.len + 1, 1);
        ck_assert_ptr_nonnull(moved);
        memcpy(moved, file.data, 8 + header);
        moved[0]++;
        ck_assert_uint_ne(moved[0], 0);
        moved[8 + header] = ' ';
        memcpy(moved + 9 + header, file.data + 8 + header, file.len - 8 - header);
        write_whole(path, names[i], moved, file.len + 1);
        char sought[64];
        char written[64];
        (void)snprintf(sought, sizeof sought, "\"bytes\":\t%zu", file.len);
        (void)snprintf(written, sizeof written, "\"bytes\":\t%zu", file.len + 1);
        replace_text(CONFIG_NAME, sought, written);
        free(moved);
        free(file.data);
    }
    replace_text(CONFIG_NAME, "\"checksum\"", "\"no_checksum\"");
    struct bagtag_model *opened = NULL;
    struct bagtag_error error = {{0}};
    ck_assert_msg(bagtag_model_open(path, &opened, &error) == BAGTAG_OK, "%s", error.sentence);
    ck_assert_ptr_nonnull(opened->owned_weights);
    ck_assert_ptr_nonnull(opened->words.owned);
    ck_assert_ptr_nonnull(opened->owned_ngram_ids);
    use(opened);
    ck_assert_mem_eq(opened->owned_weights, expected->owned_weights, expected->n_owned_weights * sizeof(float));
    ck_assert_ptr_nonnull(opened->owned_ngram_index);
    ck_assert_mem_eq(opened->ngrams.ids, expected->ngrams.ids, 2 * sizeof *small_ngrams);
    ck_assert_mem_eq(opened->ngrams.index, expected->ngrams.index, 2 * sizeof *opened->ngrams.index);
    for (size_t i = 0; i < SMALL_WORDS; i++)
        ck_assert_int_eq(bagtag_model_find_word(opened, small_words[i], strlen(small_words[i])), (int64_t)i);
    bagtag_model_free(opened);
    bagtag_model_free(expected);
}
END_TEST

static Suite *model_damage_suite(void)
{
    Suite *suite = suite_create("model_damage");
    TCase *tests = tcase_create("damage");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_set_timeout(tests, 120); /* for sanitizers and slow machines */
    tcase_add_loop_test(tests, a_truncated_file_is_refused, 0, 3);
    tcase_add_loop_test(tests, a_file_with_bytes_past_its_end_is_refused, 0, 3);
    tcase_add_loop_test(tests, every_flipped_bit_of_a_header_is_refused_or_harmless, 0, 3);
    tcase_add_loop_test(tests, a_flipped_bit_anywhere_in_the_values_is_found_by_verify, 1, 3);
    tcase_add_loop_test(tests, a_missing_file_is_named, 0, 3);
    tcase_add_test(tests, a_missing_folder_or_a_file_is_named);
    tcase_add_loop_test(tests, files_of_two_different_models_are_refused, 0, 3);
    tcase_add_loop_test(tests, a_changed_config_is_refused_and_its_key_named, 0, sizeof changes / sizeof changes[0]);
    tcase_add_test(tests, an_unknown_training_choice_of_a_later_version_is_kept);
    tcase_add_test(tests, unknown_members_are_ignored);
    tcase_add_loop_test(tests, hostile_values_do_no_harm_and_are_named_by_verify, 0, N_HOSTILE + HEAD_OTHER);
    tcase_add_loop_test(tests, inconsistent_arrays_are_refused_on_opening, 0, 6);
    tcase_add_test(tests, misaligned_arrays_are_copied);
    suite_add_tcase(suite, tests);
    return suite;
}

int main(void)
{
    return suite_run(model_damage_suite());
}
