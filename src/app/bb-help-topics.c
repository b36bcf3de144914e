/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-help-topics.h"

#include "bb-app-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const BbHelpTopic TOPICS[] = {
    {"start",
     N_ ("What Burnback Does"),
     {N_ ("The list on the left shows every optical drive of this computer: what it says it is, what it really is, "
          "and how it is now. Choosing a drive shows all that is known of it."),
      N_ ("A firmware file is chosen with the button below, dropped onto a drive, or opened from the file manager. "
          "It is known by its content, not by its name. What follows is always a review: nothing is written before "
          "you agree."),
      N_ ("Before anything in a drive is changed, everything that can be read is read twice, compared and kept. That "
          "backup is the way back.")},
     {"what-it-is", "review", "backups"}},
    {"what-it-is",
     N_ ("What a Drive Really Is"),
     {N_ ("Many drives were sold under other names than that of their maker. Which firmware fits depends on what is "
          "inside. Burnback asks the drive, compares the answer with its catalog, and says what spoke for it."),
      N_ ("\"Sure\" means that the drive itself gave proof, for example the type in its memory. \"Likely\" and \"a "
          "guess\" rest on the name alone."),
      N_ ("\"Look Closer\" asks with commands that only some makers know. They only read.")},
     {"state-unknown", "review"}},
    {"state-ready",
     N_ ("Ready"),
     {N_ ("The drive runs its firmware, the tray is empty, and nobody else uses it. Everything that it can do may be "
          "begun now.")},
     {"review", "backups"}},
    {"state-medium",
     N_ ("Disc Inside"),
     {N_ ("There is a disc in the drive. Take it out before a flash: a drive that reads a disc in the middle of it "
          "does not listen."),
      N_ ("Looking, comparing and backing up work with a disc, too.")},
     {"review"}},
    {"state-busy",
     N_ ("Busy"),
     {N_ ("The drive is being worked on, or another program has it open: a player, a burning program, a file manager "
          "that shows a disc. Close that program, and take the disc out.")},
     {"flashing"}},
    {"state-needs-recovery",
     N_ ("Needs Help"),
     {N_ ("The drive runs without its complete firmware: a flash was interrupted, or it was left in its special "
          "mode. It is not lost. The part of it that receives firmware is never written in a normal flash."),
      N_ ("Keep its power on, unless Burnback asks for something else. \"Recover\" finishes what was begun, or puts "
          "the old firmware back.")},
     {"recovery", "special-mode"}},
    {"state-no-permission",
     N_ ("Not Permitted"),
     {N_ ("You may not send commands to this drive. Usually the members of the group \"cdrom\" may; the "
          "administrator of this computer can add you, and it counts after the next login."),
      N_ ("If the kernel's module \"sg\" is not loaded, there is no way to send commands at all. \"modprobe sg\", "
          "run by the administrator, loads it.")},
     {"start"}},
    {"state-unknown",
     N_ ("Not Known"),
     {N_ ("Burnback has not asked this drive yet, or nobody has told Burnback about such a drive. Nothing can be "
          "written to it."),
      N_ ("\"Look Closer\" tries what other makers' drives would answer. \"Save Report\" in the menu of the drive "
          "writes down what a maintainer needs, without serial numbers.")},
     {"what-it-is"}},
    {"state-gone",
     N_ ("Unplugged"),
     {N_ ("The drive does not answer any more, because its cable or its power was taken away. Plug it in again, at "
          "the "
          "same port if you can: Burnback sees it come back and goes on by itself."),
      N_ ("If it was being flashed it is not lost. Switch its power on again and choose \"Recover\".")},
     {"recovery", "special-mode"}},
    {"review",
     N_ ("The Review"),
     {N_ ("Drive and file stand side by side. The verdict is one word; every reason is listed, and each opens."),
      N_ ("Fits: this firmware is for this drive. Caution: it can go on, but read the reasons. Cross-flash: it is "
          "for another model of the same hardware, and the drive becomes that model. Refused: it would not work, and "
          "nothing overrides that."),
      N_ ("Below stands what must be right before, what is backed up, and every step that would be run. The button "
          "says what it does; if it cannot be pressed, the reason stands above it.")},
     {"backups", "flashing", "what-it-is", "boot-code"}},
    {"boot-code",
     N_ ("Another Boot Code"),
     {N_ ("The boot code is the part of a drive that receives firmware, and it decides which firmware the drive "
          "takes. "
          "With that of another type the drive becomes that type, if the hardware is the same. What the hardware "
          "cannot do stays missing."),
      N_ ("It is for experts: \"Firmware of another model\" in the settings brings it into the menu of a drive. It "
          "needs a file of the boot code, and afterwards a firmware file of the new type. Have both at hand."),
      N_ ("Everything that can be read is kept first. Then its firmware is erased, and the last step writes the boot "
          "code. A power cut in that very step is the end of the drive; up to it everything can be undone."),
      N_ ("Afterwards the drive must be switched off and on. Its light blinks, and \"Recover\" asks for the firmware "
          "of its new type. The old boot code is in the backup where the drive shows it: with it the drive can be "
          "made what it was.")},
     {"special-mode", "recovery", "backups"}},
    {"flashing",
     N_ ("While a Drive Is Flashed"),
     {N_ ("Each cell of the flash map is one block of the drive's memory. Colour and sign say how far it is; the "
          "arrow keys go from block to block."),
      N_ ("Until the first block is erased it can be stopped. After that the drive needs the rest: do not switch it "
          "or the computer off, do not pull the cable, and leave the window open."),
      N_ ("A drive may be silent for a while. Burnback says how long that may take, and counts.")},
     {"question", "result"}},
    {"question",
     N_ ("When Writing Fails"),
     {N_ ("The drive waits in its special mode with its power on. Writing again often helps. Putting the old "
          "firmware back makes the drive what it was."),
      N_ ("If nobody answers in time, the old firmware is put back. Leaving it as it is keeps both ways open for "
          "later, also after a restart.")},
     {"recovery", "special-mode"}},
    {"result",
     N_ ("How Sure the Result Is"),
     {N_ ("Read back and equal: every byte was read from the drive and compared. Some chips cannot be read; then "
          "only the drive's own word is known, or nothing."),
      N_ ("Some drives must be switched off and on before they can be believed. A restart of the computer is not "
          "enough for a drive with a power supply of its own.")},
     {"recovery"}},
    {"recovery",
     N_ ("Recovery"),
     {N_ ("Burnback looks at the drive and at its own journal: what was being written, how far it came, and which "
          "backup belongs to this very drive."),
      N_ ("1. \"Recover\" goes on from what is found. 2. \"Put Back\" writes the backup. 3. A file of your own is "
          "checked like any other."),
      N_ ("If it fails: switch the drive off for 30 seconds, but only when Burnback asks for it; connect it without "
          "a USB bridge; try another port, another power supply, another computer. The journal and the backups can "
          "be taken along.")},
     {"special-mode", "backups"}},
    {"special-mode",
     N_ ("What the Special Mode Is"),
     {N_ ("A small program in the drive, apart from its firmware, can receive new firmware. Makers call it safe "
          "mode, boot mode or kernel mode. In it a drive may show another name, and plays no discs."),
      N_ ("A drive whose firmware is incomplete starts in this mode by itself. That is why a broken flash is not the "
          "end of a drive.")},
     {"recovery"}},
    {"backups",
     N_ ("Backups"),
     {N_ ("A backup holds the firmware and, where it can be read, the boot code and what belongs to this one drive "
          "only: calibration and identity. It was read twice and compared."),
      N_ ("\"Check\" reads the files again and compares them with their checksums. \"Export\" copies the firmware. "
          "\"Put Back\" leads to a review."),
      N_ ("A deleted backup can be had back for twenty seconds."),
      N_ ("The settings name the folder in which backups are kept. If you choose another one there, all of them are "
          "copied to it.")},
     {"recovery", "review"}},
    {"bench",
     N_ ("Many Drives at Once"),
     {N_ ("A firmware file is checked on every drive. Those that it fits without a word are chosen; the others say "
          "why not, and the arrow leads to their own page."),
      N_ ("\"Each Its Backup\" gives every drive its own newest backup back instead. Those that run it already, or "
          "that another caution speaks against than that it is older, are not chosen."),
      N_ ("They are backed up and flashed side by side. When one fails, the others go on, and the question waits on "
          "its page.")},
     {"review", "flashing", "search"}},
    {"search",
     N_ ("Finding a Drive Among Many"),
     {N_ ("From ten drives up there is a search above the list, and next to it a choice by state. Ctrl+F leads to "
          "the search, and Escape empties it."),
      N_ ("A drive is found by what its row shows, and by its node and its serial number. Every word must be there, "
          "in any order, with small or capital letters. \"sr1\" finds sr1 and not sr10."),
      N_ ("A hidden drive goes on with its work. When it needs help or an answer, a button below the search says so, "
          "and shows it. If nothing is found, \"Show All Drives\" brings all of them back.")},
     {"state-needs-recovery", "bench"}},
    {NULL, NULL, {NULL}, {NULL}},
};

const BbHelpTopic *
bb_help_topics_list (void)
{
    return TOPICS;
}

const BbHelpTopic *
bb_help_topics_find (const char *id)
{
    for (const BbHelpTopic *topic = TOPICS; id != NULL && topic->id != NULL; topic++) {
        if (strcmp (topic->id, id) == 0)
            return topic;
    }
    return &TOPICS[0];
}

const char *
bb_help_topics_of_drive (BbEngineDrive *drive)
{
    if (drive == NULL)
        return "state-gone";
    switch (bb_app_shown_state (drive)) {
    case BB_DRIVE_STATE_READY:
        /* What was flashed may still have to prove itself. */
        return bb_engine_drive_get_journal (drive) != NULL ? "result" : "state-ready";
    case BB_DRIVE_STATE_MEDIUM:
        return "state-medium";
    case BB_DRIVE_STATE_BUSY:
        return "state-busy";
    case BB_DRIVE_STATE_NEEDS_RECOVERY:
        return "state-needs-recovery";
    case BB_DRIVE_STATE_NO_PERMISSION:
        return "state-no-permission";
    case BB_DRIVE_STATE_UNKNOWN:
    default:
        return "state-unknown";
    }
}
