/* corpus_state.h - the internals of a corpus, for the files that read and finish it */
/* SPDX-License-Identifier: MIT */
#ifndef BAGTAG_DATA_CORPUS_STATE_H
#define BAGTAG_DATA_CORPUS_STATE_H

#include "data/corpus_contents.h"
#include "data/corpus_block.h"

struct corpus {
    struct corpus_options options;
    struct pool *pool;             /* borrowed */
    struct corpus_worker *workers; /* [n_workers] */
    size_t n_workers;
    struct corpus_block *blocks; /* [n_blocks], in the order of the text */
    size_t n_blocks;
    size_t block_capacity;
    struct corpus_counts counts;
    struct formats_seen formats; /* of the files */
};

#endif
