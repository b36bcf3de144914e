/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bb-libarchive.h: loads libarchive when the first file is examined. The program does not link with libarchive,
 * because the libraries that it needs (ICU, libxml2, libstdc++) would take a tenth of the start-up time and 0.5 MiB,
 * even if the user opens no file. Private to firmware/.
 */
#pragma once

#include <archive.h>
#include <archive_entry.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/* Names of all functions of libarchive that the program calls. */
#define BB_LIBARCHIVE_FUNCTIONS(F)          \
    F (archive_entry_filetype)              \
    F (archive_entry_pathname)              \
    F (archive_entry_pathname_utf8)         \
    F (archive_entry_size)                  \
    F (archive_entry_size_is_set)           \
    F (archive_entry_sparse_count)          \
    F (archive_error_string)                \
    F (archive_filter_code)                 \
    F (archive_filter_count)                \
    F (archive_format)                      \
    F (archive_read_append_filter)          \
    F (archive_read_data_block)             \
    F (archive_read_free)                   \
    F (archive_read_has_encrypted_entries)  \
    F (archive_read_header_position)        \
    F (archive_read_new)                    \
    F (archive_read_next_header)            \
    F (archive_read_open_memory)            \
    F (archive_read_support_filter_bzip2)   \
    F (archive_read_support_filter_gzip)    \
    F (archive_read_support_filter_xz)      \
    F (archive_read_support_format_7zip)    \
    F (archive_read_support_format_cab)     \
    F (archive_read_support_format_iso9660) \
    F (archive_read_support_format_rar)     \
    F (archive_read_support_format_rar5)    \
    F (archive_read_support_format_raw)     \
    F (archive_read_support_format_tar)     \
    F (archive_read_support_format_zip)

#define BB_LIBARCHIVE_FIELD(NAME) __typeof__ (&NAME) NAME;

/* A pointer to each function in BB_LIBARCHIVE_FUNCTIONS, with its type from the headers of libarchive. */
typedef struct {
    BB_LIBARCHIVE_FUNCTIONS (BB_LIBARCHIVE_FIELD)
} BbLibarchive;

/**
 * bb_libarchive_get: Loads libarchive at the first call; any thread may call it.
 * Returns: (transfer none) (nullable): the functions; %NULL if the library cannot be loaded or lacks one of them.
 */
const BbLibarchive *bb_libarchive_get (void);

G_END_DECLS
