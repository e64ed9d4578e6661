"""Encrypted projects and redacted exports."""

MESSAGES: dict[str, str] = {
    # Errors
    "project-password-needed": "{path} is under a password. Open it in the window, or give the "
    "password with --password-file FILE or ANNOTATOR_PASSWORD_FILE.",
    "password-wrong": "This password does not open {path}. The file was not changed. If it never "
    "had a password, it is no project, or it is damaged.",
    "password-short": "A password needs at least {least} characters. Several words are easy to "
    "remember and hard to guess.",
    "password-differs": "The two passwords are not the same. Type them again.",
    "password-file": "No password could be read from {path} ({why}). Write it on the first line.",
    "password-not-given": "A new password is needed and nobody is here to type one: give it with "
    "--new-password-file FILE or ANNOTATOR_NEW_PASSWORD_FILE.",
    "project-not-encrypted": "{path} has no password: it opens as it is.",
    "encryption-missing": "This computer cannot encrypt projects yet ({why}). Install the extra "
    'part of Annotator called “encryption” (pip install "annotator[encryption]") and start the '
    "program again. Nothing was written.",
    "encrypted-into-plain": "{path} is under a password, this project is not; what it holds would "
    "lie here in the clear. Put this project under a password first (Project › Password…), then "
    "merge. Nothing was merged.",
    "rekey-differs": "The new file is not what {path} is ({why}), so it was thrown away. Nothing "
    "was changed. Look at the project with “annotator check”.",
    # Actions and tasks
    "action-password": "Password…",
    "unlocking": "Trying the password",
    "protecting": "Writing the project anew",
    # Asking for a password
    "password-ask-title": "Password",
    "password-ask-do": "Open",
    "password-ask": "“{name}” is under a password.",
    "password-ask-name": "Password",
    "password-show": "Show what I type",
    "password-set-title": "Put the project under a password",
    "password-set-do": "Encrypt project",
    "password-set": "Without the password nobody can read “{name}” or the copies that are made of "
    "it from now on. There is no way to get a lost password back.",
    "password-change-title": "Password of the project",
    "password-change-do": "Change password",
    "password-remove-do": "Take password away",
    "password-change": "“{name}” is under a password.",
    "password-change-to": "another password",
    "password-change-none": "none: open to all who have the file",
    "password-wanted": "From now on",
    "password-current": "Present password",
    "password-trying": "One moment…",
    "password-problem": "What is wrong",
    "password-needs-extra": "needs the extra part “encryption”",
    "password-new": "New password",
    "password-again": "New password again",
    "password-hint": "At least {least} characters; several words are good.",
    "password-copies": "Delete the {copies:#copy|copies} made so far without a password",
    "password-not-there": "What was exported, sent or backed up elsewhere stays as it is.",
    "password-new-project": "Password",
    "password-new-project-again": "Password again",
    "password-new-project-none": "empty: none, anybody can read the file",
    "password-is-set": "The project is under a password now.",
    "password-is-set-copies": "The project is under a password now; {copies:#copy|copies} without "
    "it deleted.",
    "password-is-set-left": "The project is under its new password now. {copies:#older copy|older "
    "copies} of it still open as before.",
    "password-is-gone": "The project has no password any more.",
    "password-read-only": "This window may not change the project ({why}).",
    # Command line
    "cli-password-ask": "Password of {path}: ",
    "cli-password-new": "New password: ",
    "cli-password-again": "New password again: ",
    "cli-encrypted": "{path} is under a password now. {deleted:#copy|copies} without one deleted, "
    "{left:#older copy|older copies} left as they were.",
    "cli-decrypted": "{path} has no password any more. {left:#older copy|older copies} left as "
    "they were.",
    # Redacted exports
    "redact-no-label": "This scheme has no label for people. Say which labels mean people: "
    "--redact LABEL, or tick them.",
    "redact-label-unknown": "There is no label “{label}”; known are {known}.",
    "redact-read-only": "Pseudonyms are made with a secret that is kept in the project, and it has "
    "none yet. Open the project for writing once, or give one with --redact-secret FILE.",
    "redact-secret-file": "No secret could be read from {path} ({why}). It needs at least 16 bytes "
    "that nobody can guess.",
    "redact-key-path": "{path} would go along with the export, and it says who is who. Choose a "
    "place elsewhere for it.",
    "cli-redact-needed": "{option} is about people under other names; it needs --redact.",
    "redact-told": "{names:#name} replaced by the pseudonyms of {people:#person|people}; "
    "{widened:#label} widened to whole pseudonyms.",
    "redact-looking": "Looking up who is called what",
    "redact-tab": "People",
    "redact-box": "Give people other names, the same in every export",
    "redact-about": "In text, titles and metadata people are called “Person K7Q3TM” and the like; "
    "addresses, original files and suggestions stay behind. Nobody can find the names without this "
    "project or the key file.",
    "redact-labels": "Labels of people",
    "redact-everywhere": "also where their names are not labelled",
    "redact-short": "also parts of their names: “Ilves” for Dana Ilves",
    "redact-annotators": "annotators too",
    "redact-key": "write a key file that says who is who",
    "redact-look": "Show some",
    "redact-shown": "Examples",
    "redact-none-shown": "“Show some” lists who would be called what.",
    "redact-nobody": "Nobody is labelled with these labels.",
    "redact-example": "{names} → {pseudonym}",
    "redact-more": "… and {number:#more person|more people}",
    "redact-choose-label": "Tick at least one label of people.",
    "redact-key-name": "key",
    "redact-key-title": "Save the key file, away from the export",
    "redact-key-files": "Tables (*.csv)",
    "redact-key-written": "The key file is at {path}. Keep it to yourself.",
}
