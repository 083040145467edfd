"""Words that the rules of writing requirements look for.

References
----------
.. [1] INCOSE, "Guide to Writing Requirements", version 4 (2023): rules R1 to R42.
.. [2] ISO/IEC/IEEE 29148:2018, 5.2.7: terms that are not bounded or not verifiable.
"""

from __future__ import annotations

VAGUE = (
    "several", "many", "a few", "a lot of", "lots of", "a number of", "sufficient", "sufficiently", "adequate",
    "adequately", "appropriate", "appropriately", "suitable", "reasonable", "reasonably", "acceptable", "efficient",
    "efficiently", "effective", "effectively", "user-friendly", "user friendly", "easy-to-use", "intuitive",
    "intuitively", "easy", "easily", "easier", "fast", "faster", "quick", "quickly", "rapid", "rapidly", "slow",
    "slowly", "promptly", "better", "good", "nice", "great", "pleasant", "attractive", "appealing", "improved",
    "enhanced", "optimal", "optimally", "optimized", "robust", "flexible", "flexibly", "seamless", "seamlessly",
    "smooth", "smoothly", "state-of-the-art", "convenient", "conveniently", "typical", "typically", "generally",
    "usually", "significant", "significantly", "minimal", "various", "properly", "properly-working", "timely",
    "in a timely manner", "clearly", "unfair", "ancillary", "allowable", "meaningful", "helpful", "comfortable",
    "comfortably", "responsive", "simple to", "simple and", "professional", "high-quality", "high quality", "natural",
)  # fmt: skip
"""R7: two readers understand each of these differently."""
VAGUE_WIDE = (
    "some", "any", "few", "about", "almost", "nearly", "roughly", "approximately", "simple", "simply", "best",
    "modern", "normal", "normally", "common", "relevant", "certain", "correctly", "clear", "useful", "necessary",
    "useable", "usable", "safe", "safely", "secure", "securely", "accurate", "accurately", "reliable", "reliably",
    "proper", "different", "specific", "standard", "similar", "large", "small", "long", "short", "low", "high",
    "support", "supports", "handle", "handles", "manage", "manages",
)  # fmt: skip
"""R7, wide: often vague, often not."""
VAGUE_VERBS = frozenset(("support", "supports", "handle", "handles", "manage", "manages"))
"""Verbs behind which nothing can be observed; nouns of that name are let pass."""
ESCAPES = (
    "as far as possible", "as little as possible", "as much as possible", "as many as possible",
    "if it should prove necessary", "if necessary", "if needed", "if practicable", "if possible",
    "to the extent necessary", "to the extent practical", "to the extent possible", "where possible", "when possible",
    "where appropriate", "as appropriate", "as required", "as needed", "so far as is", "whenever possible",
    "wherever possible", "unless otherwise", "as applicable", "if applicable", "if required", "when necessary",
    "as necessary", "where necessary", "where applicable", "if appropriate", "when needed", "when appropriate",
    "where practical", "at the discretion of",
)  # fmt: skip
OPEN_ENDED = (
    "etc", "and so on", "and so forth", "including but not limited to", "including, but not limited to",
    "and the like", "and more", "among others", "among other things", "and others", "or similar", "and similar",
    "or something similar", "or something like that", "and/or other", "not limited to",
)  # fmt: skip
OPEN_ENDED_WIDE = ("such as", "for example", "e.g.", "for instance", "including")
INFINITIVES = (
    "be able to", "be capable of", "be designed to", "be allowed to", "be enabled to", "have the ability to",
    "have the capability to", "provide the ability to", "provide the capability to", "have the option to",
)  # fmt: skip
NEGATIONS = ("not", "never", "no", "cannot", "can't", "don't", "doesn't", "won't", "isn't", "without fail")
COMBINATORS = ("and", "or", "and/or", "but", "unless", "whereas", "although", "as well as", "otherwise", "whether", "&")
PRONOUNS = (
    "it", "its", "they", "them", "their", "he", "she", "his", "her", "i", "my", "me", "we", "our", "us", "you",
    "your", "this", "these", "those", "that one",
)  # fmt: skip
ABSOLUTES = (
    "always",
    "never",
    "100 %",
    "100%",
    "100 percent",
    "at all times",
    "24/7",
    "under no circumstances",
)
ABSOLUTES_WIDE = ("all", "every", "none", "entirely", "completely", "fully", "any", "both")
TEMPORAL = (
    "eventually", "soon", "immediately", "instantly", "instantaneously", "at last", "asap", "as soon as possible",
    "in the future", "from time to time", "in due course", "periodically", "regularly", "at some point",
    "on a regular basis", "occasionally", "frequently", "shortly",
)  # fmt: skip
TEMPORAL_WIDE = ("as soon as", "until", "before", "after", "once", "during", "later", "recent", "recently", "latest")
UNMEASURED = (
    "as fast as possible", "as quickly as possible", "as small as possible", "high availability", "highly available",
    "high performance", "highly scalable", "scalable", "low latency", "good performance", "best possible",
    "large number of", "high number of",
)  # fmt: skip
"""R34: a performance without a measure."""
UNMEASURED_WIDE = (
    "maximize", "maximise", "minimize", "minimise", "optimize", "optimise", "in real time", "in real-time",
    "near real-time", "short time", "improve", "reduce", "increase",
)  # fmt: skip
WIDGETS = (
    "button", "buttons", "sidebar", "side menu", "dropdown", "drop-down", "drop down", "checkbox", "checkboxes",
    "popup", "pop-up", "toolbar", "slider", "radio button", "scroll bar", "scrollbar", "drop-down menu", "hyperlink",
    "hamburger menu", "navigation bar", "progress bar", "combo box",
)  # fmt: skip
TECHNOLOGIES = (
    "database", "server", "HTML", "XML", "SQL Server", "MySQL", "PostgreSQL", "Oracle", "MongoDB", "Java",
    "JavaScript", "C#", "PHP", "Python", "AJAX", "jQuery", "React", "Angular", "ASP.NET", ".NET", "J2EE", "Apache",
    "Tomcat", "AWS", "Docker", "Kubernetes", "Elasticsearch", "Flash", "Struts", "Hibernate", "Spring Boot",
    "Node.js", "stored procedure", "stored procedures",
)  # fmt: skip
SOLUTIONS_WIDE = ("menu", "dialog", "tab", "tabs", "icon", "icons")
PURPOSES = (
    "in order to",
    "so that",
    "so as to",
    "for the purpose of",
    "with the purpose of",
    "thereby",
    "thus allowing",
)
UNIVERSALS = ("all", "any", "both")
ABBREVIATIONS = ("e.g.", "i.e.", "approx.", "max.", "min.", "incl.", "w/", "w/o", "resp.", "vs.", "aka")
PLACEHOLDERS = (
    "TBD",
    "TBC",
    "TBR",
    "TBA",
    "T.B.D.",
    "to be determined",
    "to be defined",
    "to be decided",
    "to be confirmed",
    "???",
    "XXX",
)
REFERENCES_WIDE = ("the following", "as follows")
NEEDS = frozenset(
    ("if needed", "if necessary", "when needed", "when necessary", "as needed", "as necessary", "if required")
)
"""R8: said of what the user does, these leave nothing open that the system has to do."""
REFERENCES = (
    "see above", "see below", "the above", "as above", "mentioned above", "described above", "as mentioned",
    "as described above", "the previous requirement", "the previous story", "the preceding", "aforementioned",
    "as stated above", "listed below", "described below", "listed above", "defined above", "specified above",
)  # fmt: skip
PEOPLE = (
    "user", "users", "customer", "customers", "administrator", "administrators", "admin", "admins", "operator",
    "operators", "manager", "managers", "employee", "employees", "visitor", "visitors", "student", "students",
    "teacher", "teachers", "supervisor", "supervisors", "person", "people", "buyer", "seller", "player", "players",
    "owner", "owners", "staff", "member", "members", "guest", "guests", "adjuster", "adjusters", "nurse", "nurses",
    "doctor", "analyst", "analysts", "developer", "developers", "actor", "client", "clients", "agent", "agents",
    "realtor", "realtors",
)  # fmt: skip
MISSPELT = {
    "recieve": "receive", "recieved": "received", "recieves": "receives", "seperate": "separate",
    "seperated": "separated", "seperately": "separately", "occured": "occurred", "occurence": "occurrence",
    "occuring": "occurring", "accomodate": "accommodate", "acheive": "achieve", "adress": "address",
    "availible": "available", "avaliable": "available", "accross": "across", "aquire": "acquire",
    "begining": "beginning", "calender": "calendar", "catagory": "category", "comming": "coming",
    "commited": "committed", "compatability": "compatibility", "consistant": "consistent", "definately": "definitely",
    "dependant on": "dependent on", "diffrent": "different", "enviroment": "environment", "existance": "existence",
    "familar": "familiar", "immediatly": "immediately", "independant": "independent", "infomation": "information",
    "maintainance": "maintenance", "managment": "management", "neccessary": "necessary", "necesary": "necessary",
    "notifcation": "notification", "oppurtunity": "opportunity", "paramater": "parameter",
    "perfomance": "performance", "permanant": "permanent", "posible": "possible", "preceeding": "preceding",
    "prefered": "preferred", "priviledge": "privilege", "priviledges": "privileges", "proccess": "process",
    "publically": "publicly", "recomend": "recommend", "refered": "referred", "refering": "referring",
    "relevent": "relevant", "reponse": "response", "responsibilty": "responsibility", "seach": "search",
    "shedule": "schedule", "succesful": "successful", "successfull": "successful", "succesfully": "successfully",
    "sucessful": "successful", "supress": "suppress", "sytem": "system", "transfered": "transferred",
    "unneccessary": "unnecessary", "untill": "until", "usefull": "useful", "wether": "whether", "writting": "writing",
    "lisence": "licence", "langauge": "language", "dissapear": "disappear", "teh": "the", "thier": "their",
    "buton": "button", "databse": "database", "applciation": "application",
}  # fmt: skip
PARTICIPLES = frozenset(
    "shown done made sent kept given taken found written seen lost chosen set put read cut hidden held told known "
    "built run drawn sold bought paid met split spent brought left driven".split()
)
"""Irregular participles by which a passive is recognised."""
UNITS = (
    "s", "ms", "sec", "secs", "second", "seconds", "min", "mins", "minute", "minutes", "hour", "hours", "hr", "hrs",
    "day", "days", "week", "weeks", "month", "months", "year", "years", "%", "percent", "kb", "mb", "gb", "tb", "px",
    "dpi", "fps",
)  # fmt: skip
VERBS = frozenset(
    "accept access activate add adjust alert allow apply approve archive assign attach authenticate authorize block "
    "book browse calculate cancel capture change check choose clear click close collect compare compute configure "
    "confirm connect convert copy count create customize deactivate define delete deliver deny detect determine "
    "disable discard display download edit email enable encrypt enforce enter erase estimate evaluate execute export "
    "extract fetch filter find generate get give group handle hide highlight identify ignore import include inform "
    "initiate insert install invite keep limit list load lock log maintain make manage mark match measure merge "
    "modify monitor move notify obtain offer open order organize pause pay perform pick place play post prevent print "
    "process produce prompt protect provide publish read receive record redirect refresh refund register reject "
    "release remind remove rename render renew replace reply report request require reserve reset respond restore "
    "restrict resume retrieve return reuse review run save scan schedule scroll search see select send set share show "
    "sign sort start stop store submit suggest switch synchronize tag tell track transfer translate transmit trigger "
    "turn uninstall unlock update upgrade upload use validate verify view warn write".split()
)
"""Verbs of requirements: after "and", and before an object, they begin a second thought."""
