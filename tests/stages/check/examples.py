"""For each rule a text that breaks it, the words it has to point at, and a text near it that does not."""

from __future__ import annotations

ONE: dict[str, tuple[str, str, str]] = {
    "R1": ("Fast export of all reports", "Fast export of all reports", "The system shall export each report."),
    "R1-wide": (
        "When a file arrives the system shall store the file.",
        "When a file arrives the system shall store the file.",
        "When a file arrives, the system shall store the file.",
    ),
    "R2": ("The file shall be stored.", "shall be stored", "The system shall store the file."),
    "R3": ("The user shall enter a name.", "The user shall", "The system shall ask the user for a name."),
    "R5": ("A system shall list the files.", "A", "The system shall list the files."),
    "R6": ("The system shall answer within 5.", "5", "The system shall answer within 5 seconds."),
    "R7": ("The system shall be user-friendly.", "user-friendly", "The system shall name the field that is wrong."),
    "R7-about": ("The system shall keep about 20 files.", "about", "The system shall show a text about files."),
    "R7-wide": ("The system shall support some formats.", "some", "The system shall open each listed format."),
    "R8": ("The system shall list files as needed.", "as needed", "The system shall list the needed files."),
    "R9": ("The system shall open zip, rar etc.", "etc", "The system shall open zip files."),
    "R9-wide": ("The system shall open archives such as zip.", "such as", "The system shall open zip archives."),
    "R10": ("The system shall be able to list files.", "be able to", "The system shall list files."),
    "R12": ("The system shall show the the file.", "the the", "The system shall show the file."),
    "R13": ("The system shall recieve files.", "recieve", "The system shall receive files."),
    "R14": ("The system shall list files..", "..", "The system shall list files."),
    "R14-wide": ("The system shall list files", "s", "The system shall list files."),
    "R15": ("The system shall list a and b or c.", "and b or", "The system shall list a or b or c."),
    "R16": ("The system shall not delete files.", "shall not", "The system shall answer in no more than 2 seconds."),
    "R16-wide": ("The system shall list files with no name.", "no", "The system shall list unnamed files."),
    "R17": ("The system shall import/export files.", "import/export", "The system shall copy at 5 MB/s."),
    "R17-wide": ("The system shall copy at 5 MB/s.", "/", "The system shall copy a file."),
    "R18": (
        "The system shall list files. Files are sorted by name.",
        ".",
        "The system shall list files, sorted by name.",
    ),
    "R18-wide": ("The system shall list files; then it waits.", ";", "The system shall list files."),
    "R19": (
        "The system shall list the files and open the first one.",
        "and",
        "The system shall list the names and sizes of files.",
    ),
    "R19-wide": ("The system shall list names and sizes.", "and", "The system shall list names."),
    "R20": ("The system shall list files so that people find them.", "so that", "The system shall list files."),
    "R24": ("It shall list the files.", "It", "When a user opens a folder, the system shall list its files."),
    "R24-wide": ("The system shall list its files.", "its", "The system shall list the files."),
    "R25": ("The system shall store the above.", "the above", "The system shall store the file."),
    "R25-wide": ("The system shall list the following: files.", "the following", "The system shall list files."),
    "R26": ("The system shall always list files.", "always", "The system shall list files on each start."),
    "R26-wide": ("The system shall list all files.", "all", "The system shall list each file."),
    "R28": (
        "When a file arrives or a user waits, the system shall answer.",
        "or",
        "When a file arrives, the system shall answer.",
    ),
    "R31": ("The system shall show a checkbox.", "checkbox", "The system shall let the user choose."),
    "R31-technology": ("The system shall store files in MySQL.", "MySQL", "The system shall store files."),
    "R31-wide": ("The system shall show a menu.", "menu", "The system shall let the user choose."),
    "R32": ("The system shall list all files.", "all", "The system shall list each file."),
    "R33": (
        "The system shall have a response time of 5 seconds.",
        "5 seconds",
        "The system shall answer within 5 seconds.",
    ),
    "R34-wide": ("The system shall minimize delays.", "minimize", "The system shall answer within 5 seconds."),
    "R34": (
        "The system shall have high availability.",
        "high availability",
        "The system shall answer within 5 seconds.",
    ),
    "R35": ("The system shall eventually list files.", "eventually", "The system shall list files within 2 seconds."),
    "R35-wide": ("The system shall wait until files arrive.", "until", "The system shall wait 5 seconds."),
    "R38": ("The system shall list files, e.g. pictures.", "e.g.", "The system shall list pictures."),
    "R40": ("The system shall answer within .5 seconds.", ".5", "The system shall answer within 0.5 seconds."),
    "C4": ("The system shall keep files for TBD days.", "TBD", "The system shall keep files for 30 days."),
    "EARS-shall": ("The system should list files.", "should", "The system shall list files."),
    "EARS-then": (
        "If a file is lost, the system shall say so.",
        "If",
        "If a file is lost, then the system shall say so.",
    ),
    "EARS-order": (
        "When a file arrives, where printing is bought, the system shall print the file.",
        "where",
        "Where printing is bought, when a file arrives, the system shall print the file.",
    ),
    "EARS-first": (
        "The system shall print a page when the file arrives.",
        "when",
        "When the file arrives, the system shall print a page.",
    ),
    "QUS-role": ("I want to export files.", "I want to export files.", "As a writer, I want to export files."),
    "QUS-means": (
        "As a writer, so that I save time",
        "As a writer, so that I save time",
        "As a writer, I want to export.",
    ),
    "QUS-ends-wide": (
        "As a writer, I want to export files.",
        "export files",
        "As a writer, I want to export files so that I can share them.",
    ),
    "QUS-atomic": (
        "As a writer, I want to export files and I want to print them.",
        "and I want",
        "As a writer, I want to export files, so that I share them and I can sleep.",
    ),
    "QUS-atomic-wide": (
        "As a writer, I want to export files and print pages.",
        "and print",
        "As a writer, I want to export files and pages.",
    ),
    "QUS-minimal": (
        "As a writer, I want to export files. Use the old dialog.",
        ". Use the old dialog.",
        "As a writer, I want to export files.",
    ),
    "QUS-minimal-wide": (
        "As a writer, I want to export files (see the draft).",
        "(see the draft)",
        "As a writer, I want to export files.",
    ),
    "QUS-unambiguous-wide": (
        "As a writer, I want to export files quickly.",
        "quickly",
        "As a quick writer, I want to export files.",
    ),
    "QUS-problem": (
        "As a writer, I want a button for exports.",
        "button",
        "As a writer, I want to export files.",
    ),
    "R21": (
        "The system shall list files (by name only).",
        "(by name only)",
        "The system shall show the curriculum vitae (CV).",
    ),
}

TOGETHER: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "R30": (
        ("The system shall list files.", "the system shall list files"),
        ("The system shall list files.", "The system shall list folders."),
    ),
    "R30-near": (
        ("As a nurse, I want to see the ward plan.", "As a doctor, I want to see the ward plan."),
        ("As a nurse, I want to see the ward plan.", "As a doctor, I want to see the ward plan of my patient."),
    ),
    "C11": (
        ("The app shall start with the dark theme by default.", "The app shall start with the light theme by default."),
        ("The app shall offer a dark theme.", "The app shall offer a light theme."),
    ),
    "R36": (
        ("The system shall send an email.", "The system shall store an email.", "The system shall print an e-mail."),
        ("The system shall send an email.", "The system shall print an email."),
    ),
    "QUS-uniform": (
        ("As a cook, I want tea.", "As a cook, I want milk.", "As a cook, I can drink."),
        ("As a cook, I want tea.", "As a cook, I want milk.", "As a nurse, I want to drink."),
    ),
}
