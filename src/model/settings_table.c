/* settings_table.c - the name and the values of each setting, and who may choose it */
/* SPDX-License-Identifier: MIT */
#include "model/settings_table.h"

#include <string.h>

#include "model/fasttext_file.h"
#include "words/ngram.h"

#define NAME(word, value) .about.name = (word), .about.initial = (value)
#define HELP(group, phrase) .about.heading = (group), .about.help = (phrase)

/* The values it may have. OR adds a word, stored as a number in struct settings. */
#define WHOLE(least, most) \
    .about.kind = BAGTAG_WHOLE, .about.argument = "N", .about.low = (least), .about.high = (double)(most)
#define REAL(letter, least, most) \
    .about.kind = BAGTAG_REAL, .about.argument = (letter), .about.low = (least), .about.high = (double)(most)
#define ABOVE(letter, least, most) REAL(letter, least, most), .about.is_above_low = true
#define CHOICE(names) .about.kind = BAGTAG_CHOICE, .about.argument = "NAME", .about.choices = (names)
#define SWITCH .about.kind = BAGTAG_SWITCH
#define WORDS(form, what) .about.kind = BAGTAG_TEXT, .about.argument = (form), .expects = (what)
#define OR(word, number) .about.none = (word), .absent = (number)

/* Its type and offset in struct settings. */
#define AT(what, member) .type = (what), .offset = offsetof(struct settings, member)
#define U32(member) AT(TYPE_U32, member)
#define U64(member) AT(TYPE_U64, member)
#define FLOAT(member) AT(TYPE_REAL, member)
#define ENUM(member) AT(TYPE_CHOICE, member)
#define BOOL(member) AT(TYPE_BOOL, member)

/* Its section and name in config.json. */
#define TOP(name) .section = SECTION_TOP, .key = (name)
#define TRAINING(name) .section = SECTION_TRAINING, .key = (name)

/* What it affects, and who may choose it. */
#define OF_MODEL .about.role = BAGTAG_OF_MODEL
#define OF_DATA .about.role = BAGTAG_OF_DATA
#define OF_RUN .about.role = BAGTAG_OF_RUN
#define TUNED .about.is_tuned = true
#define RACED .about.is_raced = true
#define SEARCHED(n) .about.is_searched = true, .n_searched = (n)

const struct setting settings_table[N_SETTINGS] = {
    [SETTING_TOKENIZER] = {NAME("tokenizer", "unicode"), CHOICE(tokenizer_names), ENUM(tokenizer.kind),
                           TOP("tokenizer"), OF_MODEL, TUNED, HELP("Words", "how text is split into words")},
    [SETTING_LOWER] = {NAME("lower", "auto"), SWITCH, OR("auto", 0), BOOL(tokenizer.lower), TOP("lower"), OF_MODEL,
                       TUNED, HELP("Words", "ignore case (default, except with tokenizer whitespace)"),
                       .about.help_no = "keep case (default with tokenizer whitespace); bert then keeps accents too"},
    [SETTING_FEATURES] = {NAME("features", "bagtag"), CHOICE(features_names), ENUM(features), TOP("features"),
                          .presence = PRESENT_UNLESS_DEFAULT, OF_MODEL,
                          HELP("Words",
                               "how words and n-grams become numbers; fasttext: as in fastText, for models that "
                               "bagtag convert --to fasttext writes")},
    [SETTING_NGRAMS] = {NAME("ngrams", "1"), WHOLE(1, 8), U32(ngrams), TOP("ngrams"), .max_read = NGRAM_LONGEST,
                        OF_MODEL, TUNED, RACED, SEARCHED(3), .searched = {1, 2, 3},
                        HELP("Words", "word n-grams of up to N words; 1: single words only")},
    [SETTING_CHARS] = {NAME("chars", "none"), WORDS("MIN-MAX", "MIN-MAX with 1 <= MIN <= MAX <= 8, or none"),
                       OR("none", 0), TOP("chars"), .presence = PRESENT_UNLESS_DEFAULT, OF_MODEL, TUNED, RACED,
                       HELP("Words",
                            "character n-grams of MIN to MAX characters within words, 1-1 to 8-8, or none; helps with "
                            "identifying languages, scripts without spaces, and misspelled or unseen words")},
    [SETTING_BUCKETS] =
        {NAME("buckets", "2000000"), WHOLE(1, INT32_MAX), U32(buckets), TOP("buckets"), OF_MODEL, TUNED,
         HELP("Words",
              "hash buckets for word n-grams, and as many for character n-grams; only those in use are stored")},
    [SETTING_MIN_COUNT] = {NAME("min-count", "1"), WHOLE(1, UINT32_MAX), U64(min_count), TOP("min_count"),
                           .max_read = 0x1p64, OF_MODEL, TUNED, SEARCHED(5), .searched = {1, 1, 1, 2, 3},
                           HELP("Words", "drop words seen fewer than N times in the training lines")},
    [SETTING_LABEL_TEXTS] = {NAME("label-texts", "no"), SWITCH, BOOL(label_texts), TRAINING("label_texts"),
                             .presence = PRESENT_UNLESS_DEFAULT, OF_MODEL, TUNED, RACED,
                             HELP("Words",
                                  "also learn from label names: a label with fewer than 128 documents gets its "
                                  "name as one more document"),
                             .about.help_no = "learn from the documents alone"},
    [SETTING_DIM] = {NAME("dim", "16"), WHOLE(1, SETTINGS_MAX_DIM), U32(dim), TOP("dim"), .max_read = FASTTEXT_MAX_DIMS,
                     OF_MODEL, TUNED, RACED, SEARCHED(7), .searched = {16, 24, 32, 48, 64, 96, 128},
                     HELP("Model", "dimensions of the word vectors")},
    [SETTING_LAYER] =
        {NAME("layer", "trained"), CHOICE(layer_names), ENUM(layer), TRAINING("layer"),
         .presence = PRESENT_UNLESS_DEFAULT, OF_MODEL, TUNED, RACED,
         HELP("Model", "the linear layer over a text's vector: trained; identity: word vectors have a "
                       "number for each label, and dim is the number of labels; codes: a fixed code for each label")},
    [SETTING_BAG] = {NAME("bag", "mean"), CHOICE(bag_names), ENUM(bag), TOP("bag"), OF_MODEL, TUNED,
                     HELP("Model", "how the word vectors of a text are combined")},
    [SETTING_WEIGHT] =
        {NAME("weight", "none"), CHOICE(weight_names), ENUM(weight), TOP("weight"), OF_MODEL, TUNED, RACED, SEARCHED(4),
         .searched = {WEIGHT_NONE, WEIGHT_IDF, WEIGHT_IDF, WEIGHT_GAIN},
         HELP("Model",
              "how much each word counts; none: all the same; idf: rare words more; gain: informative words more")},
    [SETTING_LOSS] = {NAME("loss", "softmax"), CHOICE(loss_names_trained), ENUM(loss), TOP("loss"),
                      .choices_read = loss_names, OF_MODEL, TUNED, RACED,
                      HELP("Model", "training objective: softmax for one label per text, ova for any number")},
    [SETTING_THRESHOLD] = {NAME("threshold", "none"), REAL("P", 0, 1), OR("none", -1), FLOAT(threshold),
                           TOP("threshold"), .presence = PRESENT_UNLESS_DEFAULT, OF_MODEL, TUNED, RACED,
                           HELP("Model", "lowest probability at which classify --threshold auto prints a label")},
    [SETTING_EPOCHS] = {NAME("epochs", "10"), WHOLE(1, 1000000), U32(epochs), TRAINING("epochs"), OF_MODEL, TUNED,
                        RACED, SEARCHED(8), .searched = {3, 5, 7, 10, 14, 20, 28, 40},
                        HELP("Training", "passes over the training data")},
    [SETTING_LR] = {NAME("lr", "0.5"), ABOVE("X", 0, 100), FLOAT(learning_rate), TRAINING("lr"), OF_MODEL, TUNED, RACED,
                    SEARCHED(8), .searched = {0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1},
                    HELP("Training", "learning rate, per document")},
    [SETTING_DECAY] = {NAME("decay", "0"), REAL("X", 0, 1), FLOAT(decay), TRAINING("decay"),
                       .presence = PRESENT_SINCE_LATER, OF_MODEL, TUNED, RACED, SEARCHED(12),
                       .searched = {0, 0, 0.0001, 0.0002, 0.0003, 0.0005, 0.001, 0.0015, 0.002, 0.003, 0.005, 0.01},
                       HELP("Training",
                            "weight decay (L2), per document; word vectors decay only with --weight idf or gain")},
    [SETTING_DROPOUT] = {NAME("dropout", "0"), REAL("P", 0, 0.95), FLOAT(dropout), TRAINING("dropout"),
                         .presence = PRESENT_UNLESS_DEFAULT, OF_MODEL, TUNED, RACED,
                         HELP("Training", "share of a text's words and n-grams that each epoch leaves out at random")},
    [SETTING_BIAS] = {NAME("bias", "trained"), CHOICE(bias_names), ENUM(bias), TRAINING("bias"),
                      .presence = PRESENT_UNLESS_DEFAULT, OF_MODEL, TUNED, RACED,
                      HELP("Model", "label bias: learned, fixed to the label's frequency, or none")},
    [SETTING_PRETRAINED] = {NAME("pretrained", "none"), WORDS("FILE", "the name of a file, or none"), OR("none", 0),
                            TRAINING("pretrained"), .presence = PRESENT_UNLESS_DEFAULT, OF_MODEL, TUNED,
                            HELP("Training",
                                 "start from the word vectors in FILE: .vec of word2vec, fastText or GloVe, "
                                 "binary word2vec, .npy, safetensors, or a model; their width becomes --dim")},
    [SETTING_PRETRAINED_ALL] =
        {NAME("pretrained-all", "no"), SWITCH, BOOL(pretrained_all), TRAINING("pretrained_all"),
         .presence = PRESENT_UNLESS_DEFAULT, OF_MODEL, TUNED,
         HELP("Training",
              "keep all words of --pretrained in the model, even those that do not occur in the training lines"),
         .about.help_no = "keep only words that occur in the training lines (the default)"},
    [SETTING_FREEZE] = {NAME("freeze", "no"), SWITCH, BOOL(freeze), TRAINING("freeze"),
                        .presence = PRESENT_UNLESS_DEFAULT, OF_MODEL, TUNED,
                        HELP("Training", "keep the vectors of --pretrained as they are"),
                        .about.help_no = "train them with the others (the default)"},
    [SETTING_PATIENCE] =
        {NAME("patience", "none"), WHOLE(1, 1000000), OR("none", 0), U32(patience), TRAINING("patience"),
         .presence = PRESENT_UNLESS_DEFAULT, OF_MODEL,
         HELP("Training",
              "stop after N epochs without improvement on the documents of --valid, and keep the best epoch")},
    [SETTING_TEMPERATURE] = {NAME("temperature", "1"), REAL("X", 0.01, 100), FLOAT(temperature),
                             TRAINING("temperature"), .presence = PRESENT_UNLESS_DEFAULT, OF_MODEL, TUNED, RACED,
                             HELP("Model", "divide scores by X after training; above 1 is less confident")},
    [SETTING_BATCH] = {NAME("batch", "auto"), WHOLE(1, 1024), OR("auto", 0), U32(batch), TRAINING("batch"), OF_MODEL,
                       TUNED, HELP("Training", "documents per step; auto: from the learning rate")},
    [SETTING_SCHEDULE] = {NAME("schedule", "linear"), CHOICE(schedule_names), ENUM(schedule), TRAINING("schedule"),
                          OF_MODEL, TUNED,
                          HELP("Training", "learning rate over the run: falls to zero, or stays constant")},
    [SETTING_SEED] = {NAME("seed", "1"), WHOLE(0, UINT64_MAX), U64(seed), TRAINING("seed"), OF_DATA, TUNED,
                      HELP("Training", "random seed")},
    [SETTING_FORMAT] = {NAME("format", "auto"), CHOICE(format_names_labelled), ENUM(format), OF_DATA, TUNED,
                        HELP("Files", "format of the input files; auto: recognised by name or first line")},
    [SETTING_LABEL_PREFIX] = {NAME("label-prefix", "__label__"), WORDS("TEXT", "text without white space"),
                              TRAINING("label_prefix"), OF_DATA, TUNED,
                              HELP("Files", "what labels begin with, in fasttext files")},
    [SETTING_TEXT_FIELD] =
        {NAME("text-field", "text"), WORDS("NAME", "1 to 16 names between commas, of 1 to 255 bytes"), OF_DATA, TUNED,
         HELP("Files", "name of the member with the text, in jsonl files; a.b is member b of object a; a,b joins two")},
    [SETTING_LABEL_FIELD] = {NAME("label-field", "label"), WORDS("NAME", "a name of 1 to 255 bytes"), OF_DATA, TUNED,
                             HELP("Files", "name of the member with the label or labels, in jsonl files")},
    [SETTING_TEXT_COLUMN] = {NAME("text-column", "text"), WORDS("NAME", "the name or number of a column"), OF_DATA,
                             TUNED,
                             HELP("Files", "name or number of the column with the text, in csv files; a,b joins two")},
    [SETTING_LABEL_COLUMN] = {NAME("label-column", "label"), WORDS("NAME", "the name or number of a column"), OF_DATA,
                              TUNED, HELP("Files", "name or number of the column with the label, in csv files")},
    [SETTING_DELIMITER] = {NAME("delimiter", ","),
                           WORDS("C", "one ASCII character other than a quote or line break, or the word tab"), OF_DATA,
                           TUNED,
                           HELP("Files", "what separates the fields of csv files: a character, or the word tab")},
    [SETTING_HEADER] = {NAME("header", "yes"), SWITCH, BOOL(header), OF_DATA, TUNED,
                        HELP("Files", "the first row of csv files has the names of the columns (the default)"),
                        .about.help_no = "the first row of csv files is a record; columns have numbers"},
    [SETTING_SKIP_BAD] = {NAME("skip-bad", "no"), SWITCH, BOOL(skip_bad), OF_DATA, TUNED,
                          HELP("Files",
                               "skip and count records that cannot be read, instead of stopping with an error"),
                          .about.help_no = "stop with an error at a record that cannot be read (the default)"},
    [SETTING_VALID] =
        {NAME("valid", "none"), WORDS("FILE|N%", "FILE or a share above 0% and below 100%"), OR("none", 0),
         TRAINING("valid_percent"), OF_DATA, TUNED,
         HELP("Files", "hold out documents and measure the model on them: those of FILE, or N% of the training lines")},
    [SETTING_THREADS] = {NAME("threads", "0"), WHOLE(0, 1024), U32(threads), OF_RUN, TUNED,
                         HELP("Training",
                              "number of threads; 0: all that this process may use; does not change the model")},
    [SETTING_RACE] = {NAME("race", "no"), SWITCH, BOOL(race), OF_RUN,
                      HELP("Settings as a whole",
                           "choose the settings you do not give by trials on held-out documents (the default)"),
                      .about.help_no =
                          "use fixed defaults for the settings you do not give; bagtag-train(1) lists them"},
    [SETTING_RECIPE] = {NAME("recipe", "none"), CHOICE(recipe_names), ENUM(recipe), OF_RUN,
                        HELP("Settings as a whole", "start from other defaults; fasttext: those of fastText, which are "
                                                    "tokenizer whitespace, features fasttext, dim 100, lr 0.1, "
                                                    "5 epochs, bias none")},
};

/* fastText's defaults. */
const struct ingredient recipe_table[N_INGREDIENTS] = {
    {RECIPE_FASTTEXT, SETTING_TOKENIZER, TOKENIZER_WHITESPACE},
    {RECIPE_FASTTEXT, SETTING_FEATURES, FEATURES_FASTTEXT},
    {RECIPE_FASTTEXT, SETTING_BIAS, BIAS_NONE},
    {RECIPE_FASTTEXT, SETTING_DIM, 100},
    {RECIPE_FASTTEXT, SETTING_LR, 0.1},
    {RECIPE_FASTTEXT, SETTING_EPOCHS, 5},
};

const struct setting *setting_find(const char *name)
{
    for (size_t i = 0; name && i < N_SETTINGS; i++)
        if (strcmp(settings_table[i].about.name, name) == 0)
            return &settings_table[i];
    return NULL;
}

const struct bagtag_setting *bagtag_setting_at(size_t i)
{
    return i < N_SETTINGS ? &settings_table[i].about : NULL;
}

const struct bagtag_setting *bagtag_setting_find(const char *name)
{
    const struct setting *setting = setting_find(name);
    return setting ? &setting->about : NULL;
}
