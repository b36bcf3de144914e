/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bb-help-topics.h"

#include "bb-app-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const BbHelpTopic TOPICS[] = {
    {"start",
     N_ ("Overview"),
     {N_ ("The list on the left shows every optical drive of this computer with its reported name, its identity and "
          "its state. Select a drive to see its details."),
      N_ ("Choose a firmware file with the button below, drop it onto a drive, or open it from the file manager. "
          "Burnback identifies the file by its content, not by its name. A review always follows: nothing is written "
          "before you agree."),
      N_ ("Before anything on a drive is changed, all readable data is read twice, compared and saved. You can "
          "restore this backup later.")},
     {"what-it-is", "review", "backups"}},
    {"what-it-is",
     N_ ("Drive Identity"),
     {N_ ("Many drives were sold under other names than that of their manufacturer. Which firmware is compatible "
          "depends on the hardware. Burnback queries the drive, compares the answer with its catalog, and lists the "
          "evidence."),
      N_ ("“Confirmed” means that the drive itself provided the evidence, for example the type in its memory. "
          "“Likely” and “Uncertain” rely on the name alone."),
      N_ ("“Probe Further” sends vendor-specific commands to the drive. They only read.")},
     {"state-unknown", "review"}},
    {"state-ready",
     N_ ("Ready"),
     {N_ ("The drive runs its firmware, the tray is empty, and no other program uses it. All supported operations "
          "are available.")},
     {"review", "backups"}},
    {"state-medium",
     N_ ("Disc Inserted"),
     {N_ ("There is a disc in the drive. Remove it before you flash: a drive that accesses a disc may not respond to "
          "commands."),
      N_ ("Identifying, comparing and backing up also work with a disc inserted.")},
     {"review"}},
    {"state-busy",
     N_ ("Busy"),
     {N_ ("An operation is running on the drive, or another program has it open: a player, a burning program, a file "
          "manager that shows a disc. Close that program and remove the disc.")},
     {"flashing"}},
    {"state-needs-recovery",
     N_ ("Needs Recovery"),
     {N_ ("The drive runs without its complete firmware: a flash was interrupted, or the drive was left in its "
          "recovery mode. A normal flash never writes the part of the drive that receives firmware, so the drive is "
          "not lost."),
      N_ ("Keep the drive powered unless Burnback asks for something else. “Recover” finishes the interrupted flash "
          "or restores the previous firmware.")},
     {"recovery", "special-mode"}},
    {"state-no-permission",
     N_ ("Not Permitted"),
     {N_ ("You are not permitted to send commands to this drive. Usually the members of the group “cdrom” are; the "
          "administrator of this computer can add you, effective after your next login."),
      N_ ("If the kernel module “sg” is not loaded, commands cannot be sent. The administrator can load it with "
          "“modprobe sg”.")},
     {"start"}},
    {"state-unknown",
     N_ ("Not Identified"),
     {N_ ("Burnback has not queried this drive yet, or the drive is not in the catalog. Nothing can be written to "
          "it."),
      N_ ("“Probe Further” tries the commands of other manufacturers' drives. “Save Report” in the menu of the drive "
          "writes down what a maintainer needs, without serial numbers.")},
     {"what-it-is"}},
    {"state-gone",
     N_ ("Disconnected"),
     {N_ ("The drive does not respond because its data cable or power was disconnected. Reconnect it, to the same "
          "port if possible: Burnback detects it and continues automatically."),
      N_ ("If it was being flashed, it is not lost. Power it on again and choose “Recover”.")},
     {"recovery", "special-mode"}},
    {"review",
     N_ ("The Review"),
     {N_ ("The review shows drive and file side by side with a verdict. Expand a reason to see its details."),
      N_ ("Compatible: this firmware is for this drive. Compatible with warnings: you can continue, but read the "
          "reasons. Cross-flash: the firmware is for another model of the same hardware, and the drive becomes that "
          "model. Incompatible: the firmware would not work, and this cannot be overridden."),
      N_ ("Below are the requirements, what is backed up, and every planned step. If the button is disabled, the "
          "reason is shown above it.")},
     {"backups", "flashing", "what-it-is", "boot-code"}},
    {"boot-code",
     N_ ("Boot Code Conversion"),
     {N_ ("The boot code is the part of a drive that receives firmware; it decides which firmware the drive accepts. "
          "With the boot code of another type the drive becomes that type if the hardware is the same. Missing "
          "hardware features stay missing."),
      N_ ("This is for experts: “Firmware of another model” in the settings adds it to the menu of a drive. It needs "
          "a boot code file and, afterwards, a firmware file of the new type. Have both ready."),
      N_ ("All readable data is saved first. Then the firmware is erased, and the last step writes the boot code. A "
          "power failure during that step makes the drive unusable; until then everything can be undone."),
      N_ ("Afterwards, power cycle the drive. Its light blinks, and “Recover” asks for the firmware of the new type. "
          "If the drive can read its old boot code, the backup contains it and you can convert the drive back.")},
     {"special-mode", "recovery", "backups"}},
    {"flashing",
     N_ ("While a Drive Is Flashed"),
     {N_ ("Each cell of the memory map is one block of the drive's memory. Color and symbol show its progress; use "
          "the arrow keys to move between blocks."),
      N_ ("You can stop until the first block is erased. Then the drive needs the remaining steps: do not disconnect "
          "power or data, do not turn off the computer, and keep the window open."),
      N_ ("A drive may not respond for a while. Burnback shows how long this can take and the time elapsed.")},
     {"question", "result"}},
    {"question",
     N_ ("When Writing Fails"),
     {N_ ("The drive is powered on and in its recovery mode. Writing again often works. Restoring the previous "
          "firmware returns the drive to its original state."),
      N_ ("Without an answer in time, the previous firmware is restored. If you leave the drive as it is, both "
          "options stay available, also after a restart.")},
     {"recovery", "special-mode"}},
    {"result",
     N_ ("Confidence of the Result"),
     {N_ ("Verified: every byte was read from the drive and compared. Some chips cannot be read; then only the "
          "information reported by the drive is available, or none."),
      N_ ("Some drives must be power cycled before their reported information is reliable. Restarting the computer "
          "is not enough for a drive with its own power supply.")},
     {"recovery"}},
    {"recovery",
     N_ ("Recovery"),
     {N_ ("Burnback checks the drive and its own journal: what was being written, how far it got, and which backup "
          "belongs to this drive."),
      N_ ("1. “Recover” continues from the state found. 2. “Restore” writes the backup. 3. A file of your own is "
          "checked like any other."),
      N_ ("If recovery fails: disconnect power for 30 seconds, but only when Burnback asks for it; connect the drive "
          "without a USB bridge; try another port, another power supply, another computer. You can take the journal "
          "and the backups with you.")},
     {"special-mode", "backups"}},
    {"special-mode",
     N_ ("Recovery Modes"),
     {N_ ("A small program in the drive, separate from its firmware, can receive new firmware. Manufacturers call it "
          "safe mode, boot mode or kernel mode. In this mode a drive may report another name and plays no discs."),
      N_ ("A drive with incomplete firmware starts in this mode by itself. So a failed flash does not make a drive "
          "unusable.")},
     {"recovery"}},
    {"backups",
     N_ ("Backups"),
     {N_ ("A backup contains the firmware and, where readable, the boot code and the data unique to the drive: "
          "calibration and identity. It was read twice and compared."),
      N_ ("“Verify” reads the files again and compares them with their checksums. “Export” copies the firmware. "
          "“Restore” opens a review."),
      N_ ("After you delete a backup, undo is available for 20 seconds."),
      N_ ("The settings show the folder in which backups are stored. If you choose another folder there, all backups "
          "are copied to it.")},
     {"recovery", "review"}},
    {"batch",
     N_ ("Batch Processing"),
     {N_ ("Burnback checks a firmware file on every drive. Compatible drives without warnings are selected; the "
          "others show the reason, and the arrow opens their page."),
      N_ ("“Restore Latest Backups” restores every drive's own latest backup. Drives that already run it, or with a "
          "warning other than that it is older, are not selected."),
      N_ ("The drives are backed up and flashed in parallel. If one fails, the others continue, and its page waits "
          "for your answer.")},
     {"review", "flashing", "search"}},
    {"search",
     N_ ("Search and Filter"),
     {N_ ("With ten or more drives, a search field and a state filter appear above the list. Ctrl+F focuses the "
          "search, Escape clears it."),
      N_ ("The search covers the text of the row, the device node and the serial number. All words must match, in "
          "any order and case. “sr1” finds sr1 but not sr10."),
      N_ ("Hidden drives keep working. If one needs recovery or an answer, a button below the search shows it. If "
          "nothing is found, “Show All Drives” clears the filter.")},
     {"state-needs-recovery", "batch"}},
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
