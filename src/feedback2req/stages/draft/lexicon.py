"""Words that decide which sentence fits a need: closed lists, all lower case."""

from __future__ import annotations

from feedback2req.domain.words import words

LIGHT = words(
    "option options ability feature features functionality function functions setting settings button buttons support"
    " access integration compatibility capability possibility choice client app"
)
"""Heads that add nothing to the thing before them when two things are compared."""

ORDERS = words(
    "add archive attach backup block bookmark browse cancel capture clear close compress convert copy create crop cut"
    " deactivate delete disconnect dispute download draw drag duplicate edit encrypt export extract favorite filter"
    " forward group hide import install invite load lock mark merge minimize move mute open paste pause pin play"
    " preview"
    " print record redo refresh remove rename reorder replace reply reset resize restore resume rotate save scan scroll"
    " search select send share shuffle skip sort split stop stream swap sync synchronize tag transfer translate trim"
    " turn undo uninstall unlock unmute unzip update upload verify zoom zip waive refund redeem"
)
"""What a user can order and a product can then be seen to do."""

PLAIN_ORDERS = words("create delete remove edit send mute disable enable block hide choose select rename")
"""Orders that are no part of a thing's name: a wish for "create group" is one to create a group."""
SHOWING = words("see view read check watch find preview browse display show list")
CHANGING = words("change set customize customise adjust configure modify edit tweak control define specify")
CHOOSING = words("choose pick")
OWN_DEEDS = words(
    "find see remember show display play keep save load update refresh sync synchronize detect recognize recognise"
    " support rotate"
    " resume list count track sort group send receive deliver notify store restore hide mark open start download import"
    " export read render post credit apply process register refund return accept pronounce print scan ring vibrate"
    " connect reconnect randomize lock unlock translate convert extract mount index"
)
"""What a product does of itself."""

ARRIVING = words(
    "payment payments check checks deposit deposits message messages text texts sms mms email emails mail mails call"
    " calls notification notifications alert alerts refund refunds transfer transfers"
)
TAKING_IN = words("post apply credit process accept receive show display deliver register")
SHOWN_ON_OPENING = words("show display render list view see")
GIVEN = words("provide issue give supply furnish")
"""What a product hands over when it is asked for."""
BARE_VERBS = words(
    "move paste delete open send download upload save share rename select install remove edit copy play attach"
)
"""Orders that are no nouns: before a thing that does not work they are what is done to it."""
NOT_ORDERED = words(
    "connect detect"
    " discuss speak get pay wait understand follow resolve explain afford hear believe figure talk wave double"
    " swipe hold"
    "  use try net keep work listen meet comply chose put hit earn escape obtain address purchase manage remote"
    " adapt type"
    "  rely trust tell contact call reach have do make go come build finish maintain transmit access be say"
    " unwrap provide charge respond hang improve blacklist show"
)
"""What users do themselves: no product does it when asked."""
RECEIVED = words("picture pictures photo photos image images video videos file files attachment attachments invite")
PAID = words("payment payments check checks deposit deposits refund refunds")
NOTICES = words("notification notifications alert alerts reminder reminders")
LOOKS = words("mode theme themes skin modes")
CONTAINERS = words(
    "storage cloud drive dropbox onedrive server servers share shares sdcard folder folders archive"
    " archives zip rar gallery library history playlist playlists bookmarks favorites directory network"
)
BARE_CONTAINERS = words("folder folders directory drive server servers share shares archive archives network storage")
"""Those that say nothing without a word before them."""
CHARGED = words("fee fees charge charges penalty interest debt")
ADJUSTED = words(
    "size color colour font fonts colors colours wallpaper wallpapers background backgrounds volume brightness timeout"
    " opacity transparency position sound sounds ringtone ringtones tone orientation alignment interval layout style"
    " order quality resolution speed"
)
"""Properties: to wish for one is to wish to set it."""
MADE = words("gesture gestures tap taps swipe swipes")
NETWORKS = words("ftp sftp ftps smb lan samba ssh webdav nfs upnp dlna")
FORMATS = words(
    "pdf epub mp3 flac gif gifs webp webm mp4 mkv zip rar docx doc csv opml cbr cbz svg png jpg jpeg ogg aac"
)
SECRETS = words("password passcode pin fingerprint pattern")
ACTIONS = words(
    "sync synchronization synchronisation backup export import playback download upload streaming encryption sharing"
    " transfer editing sorting filtering conversion translation"
)
USED = words(
    "search navigation keyboard browser player camera menu widget scan sync backup editor list feed gallery map"
)
"""Things that are used and are then seen to answer."""
DEVICES = words(
    "nexus galaxy samsung android marshmallow lollipop kitkat note xperia htc motorola moto lg sony huawei oneplus"
    " phone tablet device s4 s5 s6 s7 edge kindle ipad iphone ios"
)
"""What the product runs on: no partner to exchange data with."""
OPENING = words("load open launch start boot")
LANGUAGES = words(
    "english french german spanish italian russian chinese japanese portuguese arabic hebrew hindi korean turkish"
    " polish"
    " tamil telugu kannada malayalam marathi bengali gujarati punjabi urdu"
    " tagalog malay romanian bulgarian serbian"
    " dutch swedish danish norwegian finnish greek czech hungarian ukrainian persian thai vietnamese indonesian"
)
VAGUE_THINGS = words(
    "customization customizations security privacy stability performance reliability speed design interface look"
    " polish documentation quality improvement improvements convenience usability flexibility integration content"
    " problem problems issue issues bug bugs error errors contents text name place stuff piece work image screen"
    " page button color colors control controls"
    " information info settings customisation variety update updates phone device account accounts"
)
"""Things about which a bare "shall offer" would say nothing that a test can show."""

ALIKE = (
    words("show display see view appear render list load"),
    words("receive arrive deliver"),
    words("find detect recognize recognise read see"),
    words("credit apply post process accept"),
    words("picture photo image pic pix"),
    words("sms text"),
    words("change customize adjust modify set"),
    words("select choose pick"),
    words("delete remove erase"),
    words("disable deactivate"),
    words("register create make"),
    words("charge bill"),
    words("login logon sign-in"),
    words("close cancel"),
    words("color colour"),
)
"""Words of which customers use one for the other."""
SHOWN_AS = {"photo": "picture", "image": "picture", "pic": "picture", "screen": "screen"}
"""Nouns of which customers use one for the other where they say when something happens."""
PAST = {
    "send": "sent", "get": "got", "find": "found", "see": "saw", "show": "shown", "make": "made", "come": "came",
    "choose": "chosen", "read": "read", "set": "set", "put": "put", "cut": "cut", "pay": "paid", "apply": "applied",
    "deny": "denied", "copy": "copied", "log": "logged", "ship": "shipped", "cancel": "cancelled",
}  # fmt: skip
"""Past forms that no rule gives."""
VAGUE_HEADS = words(
    "feature features functionality function functions thing things improvement improvements option options support"
    " update updates version versions work issue issues way ways stuff ability setting settings possibility choice"
    " experience idea ideas service services system anything everything something nothing lot person people place"
    " reason case time day days year years customer representative company agent supervisor website app apps addition"
    "  design overall answer matter moment inprovement none capability fix fixes help keep crash crashing"
    " resolution solution assistance trouble money layer part change sense purpose quality"
)
"""Heads that name no single thing: a sentence about one of them asks for nothing."""
