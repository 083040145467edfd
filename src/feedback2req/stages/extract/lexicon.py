"""Words that decide what a phrase is: closed lists, all lower case."""

from __future__ import annotations

from feedback2req.domain.words import words

NEGATIONS = words("not n't nt n’t never cannot")
USER_PRONOUNS = words(
    "i we you u one me us myself im ive user users people anyone everybody everyone somebody someone nobody"
)
PRODUCT_WORDS = words(
    "it app apps application applications program programme software game thing product service site website they"
    " them devs dev developers developer guys team bank company system this that which who he she its itself apk"
)
"""Subjects that mean the product itself, or the people behind it."""

GENERIC_NOUNS = words(
    "app apps application applications thing things stuff it feature features update updates upgrade version versions"
    " problem problems issue issues bug bugs error errors fix fixes one ones way ways lot lots bit kind sort type time"
    " times star stars rating review reviews everything anything something nothing everyone someone people user users"
    " day days week weeks month months year years hour hours minute minutes second seconds today yesterday tomorrow now"
    " program software product service developer developers dev devs team guys company job work idea reason point case"
    " example help part rest fact hope luck love life man dude god please thanks thank suggestion suggestions request"
    " improvement improvements option options ability functionality function functions choice possibility support"
    " experience quality use need needs wish requests other others all some more less none both any either each"
    " half every number amount chance fan pro cons con plus minus crap shit garbage trash rubbish joke waste sense mind"
    " question questions answer attention competition future past moment while ago alternative alternatives purpose"
    " me us you him her them what who whom that this these those which i we they he she u reality world order detail"
    " details hell ass regards rate five four three two mess nonsense pain shame effort result results"
    " and or xd lol omg btw pls plz etc ok okay yes no hi hello sir madam cfpb complaint complaints situation matter"
    " manner end start beginning middle deal breaker dealbreaker kudos cheers worth potential hate"
    " trouble difficulty solution solutions response try attempt step steps circumstances incident consumer consumers"
    " customer customers person bunch couple plethora tons ton loads amounts gem must pleasure treat dream"
    " force tho lotta settings setting fixing improvement functionality light awesome looking edit woo thumbs clue"
    " room gotta speechless amazed wow meh yay yo hey oh haha lag-free"
    " winner beauty blast favorite favourite best worst better simplicity genius perfection masterpiece"
)
"""Heads that say nothing about what a point is about when they stand alone."""

DROPPED_ADJECTIVES = words(
    "good great nice bad better best worse worst awesome amazing excellent perfect cool lovely wonderful fantastic"
    " terrible horrible awful stupid annoying useless useful helpful fucking freaking damn bloody shitty crappy crap"
    " poor ugly beautiful brilliant superb sweet fine decent favorite favourite simple easy important essential"
    " necessary ridiculous silly actual proper own other such certain specific particular various different several"
    " many few more most much some any all only real true whole entire little same possible additional extra another"
    " constant frequent random occasional serious major minor big huge small tiny main"
    " very really so too just even also still total complete full-fledged dear basic popular"
    " unfair unjust sad happy unnecessary absolute fantabulous ultimate solid neat crazy insane sick mad pure bigger"
    " smaller sleek slick clean smooth handy stable reliable unreliable lame pathetic disgusting extreme obvious sure"
    " latest recent damned goddamn dumb idiotic incredible outstanding superior inferior fabulous gorgeous"
    " marvelous cute fun funny"
    " interesting boring great-looking good-looking please pls plz kind wish exact supposed so-called horrendous"
    " hideous glaring definite further buggy glitchy changing customizing customising adjusting adding"
)
LIGHT_NOUNS = words(
    "option options ability way ways possibility feature features functionality function functions setting settings"
    " button support choice capability access integration compatibility toggle switch opportunity mode need"
)
"""Nouns that lead over to what is meant: "an option to V", "support for X"."""

POINTERS = words(
    "option options ability way ways possibility feature features functionality function functions setting settings"
    " button choice capability toggle switch opportunity support access integration compatibility place means chance"
)
PRAISE_ADJECTIVES = words(
    "nice great good cool awesome amazing perfect better helpful useful lovely fantastic appreciated welcome ideal"
    " handy wonderful excellent brilliant neat sweet best superb complete nicer"
)
ASK_VERBS = words(
    "add include implement introduce integrate incorporate provide offer support enable bring consider develop create"
)
ALLOW_VERBS = words("allow let enable permit")
IDIOM_VERBS = words(
    "wait believe say live beat complain recommend go get think stand seem imagine rate give thank stress express"
    " describe ask fault praise remember tell understand know love like help want need wish deny resist do be have"
    " argue emphasize figure mean agree explain afford care hurt matter decide overstate compare survive"
    " bother start expect try speak appreciate write call contact experience please suck trust guess make take miss"
    " hate consider keep"
)
"""Verbs after "can't" or "don't" that speak of the customer, not of the product."""

WISH_THINGS = words("see have get find use be")
WORKING_VERBS = words(
    "work function respond load open start launch play show appear display update sync run connect recognize recognise"
    " detect save send receive download upload install refresh support import export read deliver notify remember"
    " match register rotate scroll turn stay stop close ring vibrate scan list render boot print charge resume sort"
    " filter search copy move delete remove rename extract mount stream cast switch accept process post credit apply"
    " refund return reply answer activate verify reset unlock lock pair backup restore translate pronounce count track"
    " honor honour waive transfer fit resize zoom index persist pop trigger fire"
)
"""Verbs that a thing is expected to do: their negation is a failure."""

BROKEN = words("broken buggy unusable unresponsive useless inoperable corrupt corrupted glitchy faulty dysfunctional")
GONE = words("disappear vanish")
TAKEN = words("remove take")
LOST = words("lose delete wipe erase")
CRASHES = words("crash")
FREEZES = words("freeze hang lag stall")
SLOW = words("slow laggy sluggish slower sluggishly slowly")
UNWRAPPED = words("try attempt want go start begin need keep choose decide proceed like")
"""Verbs that only lead over to the next one: "when I try to open"."""

FILLER_VERBS = words(
    "hop suppose wonder be have do go come seem say tell think feel know mean guess hope wish want love like let"
    " make s m ve"
)
DEVICES = words(
    "phone phones device devices tablet tablets mobile smartphone cell handset s4 s5 s6 s7 note nexus galaxy moto lg"
    " xperia htc samsung android ios computer laptop pc"
)
OWN_CASE = {
    w.lower(): w
    for w in [
        "Google",
        "Dropbox",
        "Android",
        "OneDrive",
        "Chromecast",
        "Bluetooth",
        "WhatsApp",
        "Facebook",
        "Twitter",
        "Instagram",
        "YouTube",
        "Gmail",
        "iPhone",
        "iPad",
        "iOS",
        "Samsung",
        "Galaxy",
        "Nexus",
        "Linux",
        "Mac",
        "Amazon",
        "Kindle",
        "Spotify",
        "Netflix",
        "Firefox",
        "Chrome",
        "Wikipedia",
        "Signal",
        "PayPal",
        "Visa",
        "MasterCard",
        "Citibank",
        "Telegram",
        "SMS",
        "MMS",
        "FTP",
        "SFTP",
        "SD",
        "PDF",
        "USB",
        "GPS",
        "URL",
        "HTML",
        "NFC",
        "LAN",
        "SMB",
        "SSH",
        "VPN",
        "RSS",
        "EPUB",
        "TTS",
        "API",
        "HD",
        "ZIP",
        "RAR",
        "APK",
        "MP3",
        "FLAC",
        "UI",
        "WebDAV",
        "OTG",
        "PIN",
        "QR",
        "KitKat",
        "Lollipop",
        "Marshmallow",
        "English",
        "French",
        "German",
        "Spanish",
        "Italian",
        "Russian",
        "Chinese",
        "Japanese",
        "Portuguese",
        "Arabic",
        "Hebrew",
        "Hindi",
        "Korean",
        "Turkish",
        "Polish",
        "Dutch",
        "Swedish",
    ]
}
"""Names and acronyms whose case is known however customers write them."""
