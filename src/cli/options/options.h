/* options.h - a command's table of options, read by the parser, --help and the tests */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OPTIONS_OPTIONS_H
#define BAGTAG_CLI_OPTIONS_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum option_kind {
    OPTION_HEADING, /* not an option: `name` begins a group in --help */
    OPTION_FLAG,    /* takes no argument; makes a bool true */
    OPTION_SWITCH,  /* takes no argument; sets an int to `sets` */
    OPTION_INT,     /* whole numbers from `min` to `max`, of the type named; a setting may be the word `choices` */
    OPTION_U32,
    OPTION_U64,
    OPTION_SIZE,
    OPTION_REAL,     /* a double from `low` to `high`, or the word `choices`, stored as `chosen` */
    OPTION_TEXT,     /* any text, stored as a const char * borrowed from argv */
    OPTION_MODELS,   /* may be repeated; stored in a struct option_models; the first replaces the operand MODEL */
    OPTION_CHOICE,   /* one of `choices`, stored like a text */
    OPTION_SETTINGS, /* placeholder for settings, see setting_rows.h; replaced when the table is filled */
    OPTION_SETTING,  /* likewise, for one setting */
    OPTION_PLANNED   /* not implemented: a usage error, except for values in `choices`, which do nothing */
};

/* What is done with the file or folder that a text names. OPTION_WRITES_STREAM: written, and "-" is standard output. */
enum option_file { OPTION_READS = 1, OPTION_WRITES = 2, OPTION_WRITES_STREAM = 4 };

struct bagtag_setting; /* of bagtag.h */

/* One option of a command. Which members are used depends on `kind`. */
struct option_spec {
    enum option_kind kind;
    const char *name;     /* the long name, without dashes */
    char letter;          /* the short name; 0: none */
    const char *argument; /* its argument's name in --help; NULL: takes none */
    const char *help;     /* one phrase; --help adds ranges, choices and the default */
    const char *initial;  /* the default in words; NULL: as the command's init sets it; "": not shown */
    const char *choices;  /* the possible values, separated by spaces */
    const char *planned;  /* values that are not implemented yet, likewise; NULL: none */
    size_t offset;        /* of the value in the command's arguments */
    uint64_t min, max;
    double low, high;
    double chosen;
    bool is_above_low;  /* `low` itself is out of range */
    bool is_below_high; /* `high` itself is out of range; only with is_above_low */
    bool is_required;
    bool is_never_empty; /* for texts; implied by is_required */
    unsigned file;       /* for texts that name a file: an enum option_file */
    int sets;
    uint32_t mark;      /* bits to set when the option is given */
    size_t mark_offset; /* offset of the uint32_t in the arguments that holds them */
    /* If not NULL, the option sets this setting of the struct bagtag_train_options * at `offset`. */
    const struct bagtag_setting *setting;
    bool (*takes)(const struct bagtag_setting *setting, const char *name); /* for OPTION_SETTINGS: what it accepts */
};

/* Borrowed from argv. */
enum { OPTION_MAX_MODELS = 16 };
struct option_models {
    const char *paths[OPTION_MAX_MODELS]; /* [n], in the order given */
    size_t n;
};

/* The command line without its options; borrowed from argv. */
struct operands {
    const char *const *values;
    size_t n;
    const char *flag; /* the option without a value directly before the first operand, or NULL */
};

/* Stores TEXT as the value of OPTION in ARGUMENTS, or sets ERROR to what was expected. */
enum bagtag_status option_store(const struct option_spec *option, const char *text, void *arguments,
                                struct bagtag_error *error);

/* Whether the N bytes at WORD are a word of LIST, whose words are separated by single spaces. */
bool option_list_contains(const char *list, const char *word, size_t n);

#endif
