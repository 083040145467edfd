"""Words that carry no point of their own.

A statement made only of these says nothing that a theme could be made of: "ok", "great app", "worst ever",
"no comment", "thanks". Whoever adds a word should ask whether any team could act on it.
"""

from __future__ import annotations

FUNCTION = frozenset(
    """a about after again ah all also always am an and any anyone are as at be because been being but by can could did
    do does doing done even ever every far for from get gets getting go going gonna got guys had has have having he
    hello her here hey hi him his how i if im i'm in into is it its it's itself just let lets like lol made make
    makes makin many may me mine more most much must my n never no none not now of off oh on once one only or other
    our out over own please pls plz quite r rather really s she should since so some still such than that thats
    that's the their them then there these they thing things think this those though till to too two u until up ur
    us use used using very was way we well were what when where which while who why will with without would wow yes
    yet you your yours ya yeah t don doesn 2 3 4 5 10 know say said tell want""".split()
)
"""Words of grammar and of talk."""

JUDGEMENT = frozenset(
    """absolute absolutely amazing annoying awesome awful bad beautiful best better bloody brilliant coolest cool crap
    crappy damn dope decent delightful disappointed disappointing disgusting dislike dumb enjoy enjoyed enjoyable
    excellent exceptional fab fabulous fan fantastic favorite favourite fine flawless fun garbage gem genius glad
    good goodd gooood great greatest happy hate hated helpful horrible impressed impressive incredible interesting
    junk kudos lame liked likes lousy love loved lovely loves loving magnificent marvelous mediocre neat nice nicely
    ok okay okey outstanding pathetic perfect perfectly phenomenal pleasant pleased poor pretty rate rated recommend
    recommended recommending ridiculous rock rocks rubbish sad satisfied satisfying shame shit shitty simply solid
    stupid suck sucks sucked sucky super superb sweet terrible terrific terribly thank thankful thanks thanku
    thankyou thx trash tremendous unbelievable ugly useful useless waste wasted wonderful wonderfully works working
    work worked worse worst worth worthless worthy wow yay lov luv gud osm
    osum nyc gr8 supper bakwas bekar mast""".split()
)
"""Words that judge, and say nothing of what is judged."""

GENERIC = frozenset(
    """top app apps aap application applications program product products service software tool game site website
    company bank developer developers dev devs team job star stars rating review update version experience stuff
    time times day life money effort idea world ever earth history market store play phone android everyone
    everybody people person user users friend friends guy man men bro sir dear mate nothing anything everything
    something nope na n/a nil comment comments none answer sure yep hmm haha ha x xx xxx xxxx keep keeping simple
    easy enough bit lot lots alot keep kind type far hands down continue uninstall uninstalled uninstalling install
    installed installing delete deleted deleting download downloaded downloading try tried trying give gave giving
    need needs needed""".split()
)
"""Words for the thing itself, for people and for trying it: no part or behaviour of it is named."""

COURTESY = frozenset(
    """best thank thanks thankyou thx ty cheers regards greetings sincerely yours hello hi hey dear
    please pls plz sorry welcome
    bye congratulations congrats kudos""".split()
)
"""Words that, at the head of a short piece, make it courtesy."""

BARE_FIX = frozenset(
    """please pls plz fix fixed fixes this that it asap soon now the issue issues problem problems bug bugs kindly help
    me us sort out solve resolve look into address these those and thanks thank you quickly immediately urgently
    same""".split()
)
"""A piece made only of these is "please fix": it belongs to the point before it."""

TROUBLE = frozenset(
    """problem problems issue issues bug bugs bugged complaint complaints complain complaining concern concerns wrong
    error errors fix fixed fixes fixing improve improves improved improvement improvements improving change changes
    changed happen happens happened happening need needs needed require required feature features functionality
    request requests requested suggestion suggestions suggest option options add adds added adding hope hopefully
    hoping future soon reason reasons point points actually until although though however unfortunately sadly
    currently anymore anyway only minor major big small huge several multiple numerous various lack lacks lacking
    missing miss solve solved solution resolve resolved look looking looks check please help helped support respond
    response reply replied uninstalled uninstalling reinstall reinstalled reinstalling deleted removed went back
    switch switched switching going gone start started breaker deal star stars rating lower lose losing gave figure
    understand idea clue explain clear obvious sense confusing weird strange annoying frustrating disappointing
    disappointed old new latest last current previous recent original other another alternative alternatives
    replacement release used""".split()
)
"""Words that say that something is wrong, wanted or left behind, and not what."""
