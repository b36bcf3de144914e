/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family/lg/bb-lg.h"

G_BEGIN_DECLS

/* First address of the memory that a LgMemory always has, and its end. */
#define LG_MEMORY_START 0x400000u
#define LG_MEMORY_END 0x800000u

/**
 * LgMemory: a drive with a memory that a test fills. It answers TEST UNIT READY and READ BUFFER (the form of these LG
 * drives). Any other command, or a read outside of @memory, fails the test. Exception: if @low is set, reads below
 * LG_MEMORY_START are answered from @low, and reads from LG_MEMORY_END on are refused.
 * @memory: the bytes of [LG_MEMORY_START, LG_MEMORY_END)
 * @low: (nullable): the bytes below LG_MEMORY_START
 * @refused_from: reads of @memory that end after this address are refused; 0: none
 * @gone_at: the drive is disconnected at the read with this number (from 1); 0: never
 * @lost_at: the drive is disconnected at the command with this number (from 1); 0: never
 * @n_attentions: the first @n_attentions TEST UNIT READY commands are answered with 6/29/00
 * @ready_sense: answer to later TEST UNIT READY commands, as key << 16 | asc << 8 | ascq; 0: GOOD
 * @n_commands: number of commands that were sent
 * @reads: "ADDRESS+LENGTH" of each read, in hexadecimal
 */
#define LG_TYPE_MEMORY (lg_memory_get_type ())
G_DECLARE_FINAL_TYPE (LgMemory, lg_memory, LG, MEMORY, GObject)

struct _LgMemory {
    GObject parent_instance;

    guint8 *memory;
    guint8 *low;
    guint32 refused_from;
    guint gone_at;
    guint lost_at;
    guint n_attentions;
    guint32 ready_sense;
    guint n_commands;
    GPtrArray *reads;
};

/** lg_memory_new: Returns (transfer full) a drive whose memory is zero. */
LgMemory *lg_memory_new (void);
/** lg_memory_add_low: Adds a memory of zeros below LG_MEMORY_START. */
void lg_memory_add_low (LgMemory *self);
/** lg_memory_put: Writes @bytes into the memory. */
void lg_memory_put (LgMemory *self, guint32 address, const guint8 *bytes, gsize length_bytes);
/** lg_memory_put_text: Writes @text without its final zero byte into the memory. */
void lg_memory_put_text (LgMemory *self, guint32 address, const char *text);
/** lg_memory_put_header: Writes the header of @part_name ("MAIN    ") for a part of @size bytes at @start. @name:
 * eight characters */
void lg_memory_put_header (LgMemory *self, guint32 address, const char *part_name, const char *name, guint32 start,
                           guint32 size);
/** LgFound: result of a search; see bb_lg_search(). @seen: (nullable): text about what was found instead of MAIN, the
 * main firmware */
typedef struct {
    BbLgPart main;
    BbLgPart core;
    char *seen;
} LgFound;
void lg_found_clear (LgFound *found);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LgFound, lg_found_clear)
/** lg_memory_search: Searches the memory with bb_lg_search(), which must not fail. @known: (nullable): values of
 * earlier facts with the addresses of the headers. @is_asked: the user asks to search all of the memory */
LgFound lg_memory_search (LgMemory *self, GVariant *known, gboolean is_asked);

/** lg_memory_dup_reads: Returns (transfer full) all reads, separated by blanks. */
char *lg_memory_dup_reads (LgMemory *self);

G_END_DECLS
