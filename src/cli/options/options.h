/* options.h - one table of options for a command: parsing, --help and the tests all read it */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_CLI_OPTIONS_OPTIONS_H
#define BAGTAG_CLI_OPTIONS_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum option_kind {
    OPTION_HEADING, /* no option: `name` begins a group in --help */
    OPTION_FLAG,    /* takes no argument; makes a bool true */
    OPTION_SWITCH,  /* takes no argument; sets an int to `sets` */
    OPTION_INT,     /* whole numbers from `min` to `max`, kept in an int, uint32_t, uint64_t or size_t; a setting may be
                       the word `choices` */
    OPTION_U32,
    OPTION_U64,
    OPTION_SIZE,
    OPTION_REAL,     /* a double from `low` to `high`; or the word `choices`, for which it becomes `chosen` */
    OPTION_TEXT,     /* any text, kept as a const char * borrowed from argv */
    OPTION_MODELS,   /* may be repeated; a struct option_models, the first of which takes the place of the operand MODEL
                      */
    OPTION_CHOICE,   /* one of `choices`, kept likewise */
    OPTION_SETTINGS, /* a place for settings, see setting_rows.h; no command has it once its rows are filled in */
    OPTION_SETTING,  /* likewise, for one */
    OPTION_PLANNED /* named from the first day and answered by a usage error; `choices` are accepted, and do nothing */
};

/* What is done with the file or folder that a text names; OPTION_WRITES_STREAM: "-" is standard output. */
enum option_file { OPTION_READS = 1, OPTION_WRITES = 2, OPTION_WRITES_STREAM = 4 };

struct bagtag_setting; /* of bagtag.h */

/* One option of a command. Which fields mean something follows from `kind`. */
struct option_spec {
    enum option_kind kind;
    const char *name;     /* the long name, without dashes */
    char letter;          /* the short one; 0: none */
    const char *argument; /* what --help calls its argument; NULL: it takes none */
    const char *help;     /* one phrase; ranges, choices and the default are added to it */
    const char *initial;  /* the default in words; NULL: as the arguments' init function leaves it; "": not said */
    const char *choices;  /* the values there are, separated by spaces */
    const char *planned;  /* values with a name that are not built yet, likewise; NULL: none */
    size_t offset;        /* where in the command's arguments the value goes */
    uint64_t min, max;
    double low, high;
    double chosen;
    bool is_above_low;  /* `low` itself is out of range */
    bool is_below_high; /* and so is `high`; only with is_above_low */
    bool is_required;
    bool is_never_empty; /* of a text; a required one never is */
    unsigned file;       /* of a text that names one: an enum option_file */
    int sets;
    uint32_t mark;      /* when it is given, these bits are set in */
    size_t mark_offset; /* the uint32_t of the arguments that lies here */
    /* Not NULL: the option sets this setting of the struct bagtag_train_options * that lies at `offset`. */
    const struct bagtag_setting *setting;
    bool (*takes)(const struct bagtag_setting *setting, const char *name); /* of OPTION_SETTINGS: those that go there */
};

/* Borrowed from argv. */
enum { OPTION_MOST_MODELS = 16 };
struct option_models {
    const char *paths[OPTION_MOST_MODELS]; /* [n], in the order in which they were given */
    size_t n;
};

/* What is left of the command line once the options are taken out; borrowed from argv. */
struct operands {
    const char *const *values;
    size_t n;
    const char *flag; /* the option without a value that the first of them was typed behind, or NULL */
};

/* Stores TEXT as the value of OPTION, or says in ERROR what was expected. */
enum bagtag_status option_store(const struct option_spec *option, const char *text, void *arguments,
                                struct bagtag_error *error);

/* Whether the N bytes at WORD are one of the words of LIST, which are separated by single spaces. */
bool option_list_holds(const char *list, const char *word, size_t n);

#endif
