//! What the community said before you came.

/// Something that was said.
pub(super) struct Line {
    /// What others answer to.
    pub(super) id: &'static str,
    pub(super) by: &'static str,
    pub(super) text: &'static str,
    /// What it answers; empty for nothing.
    pub(super) to: &'static str,
    /// Who passed it on.
    pub(super) boosts: &'static [&'static str],
    /// Who liked it.
    pub(super) likes: &'static [&'static str],
}

const fn say(id: &'static str, by: &'static str, text: &'static str) -> Line {
    Line { id, by, text, to: "", boosts: &[], likes: &[] }
}

impl Line {
    const fn to(self, to: &'static str) -> Self {
        Self { to, ..self }
    }

    const fn boosted(self, boosts: &'static [&'static str]) -> Self {
        Self { boosts, ..self }
    }

    const fn liked(self, likes: &'static [&'static str]) -> Self {
        Self { likes, ..self }
    }
}

/// All of it, in the order in which it was said. The last line is what tells that all of it was.
pub(super) const SCRIPT: [Line; 41] = [
    say("open", "ada", "The workshop by the old water tower is open again. Same key, new hinges. Whoever oiled them: you are loved. #makers")
        .boosted(&["bram", "finn"]).liked(&["cleo", "dot", "edda", "hana"]),
    say("hinges", "bram", "That was me. They were squeaking in B flat and it was driving the rooks mad.").to("open").liked(&["ada", "dot"]),
    say("flat", "dot", "The rooks squeak in B flat *back*. I have a recording.").to("hinges").liked(&["finn", "ada", "hana"]),
    say("count", "tower", "Good morning from the tower: 34 rooks, 2 jackdaws, 1 balloon. #rooks").boosted(&["finn"]).liked(&["ada", "dot"]),
    say("balloon", "finn", "The balloon is Hana's. She knows what she did.").to("count").liked(&["hana", "cleo"]),
    say("deny", "hana", "It is a meteorological instrument with a smiley face on it.").to("balloon").liked(&["finn", "ada", "bram", "dot"]),
    say("kiln", "edda", "Kiln 2 reached 1240 °C and held it. Shelves in, doors shut, nobody breathe until Thursday. #ceramics")
        .liked(&["ada", "hana", "cleo"]),
    say("breathe", "cleo", "Define breathe.").to("kiln").liked(&["edda", "finn"]),
    say("loom", "cleo", "Finished threading the big loom: 1,152 ends, one mistake, and I know exactly where it is. I shall never tell. #weaving")
        .boosted(&["hana"]).liked(&["ada", "edda", "dot"]),
    say("end", "dot", "End 613.").to("loom").liked(&["finn", "hana", "bram"]),
    say("how", "cleo", "HOW").to("end").liked(&["dot", "ada", "edda", "bram", "finn"]),
    say("lathe", "bram", "Bearing replaced on the small lathe. It no longer sings. I rather miss it.").liked(&["ada", "dot"]),
    say("nest", "finn", "Nest 7 is being rebuilt with, as far as I can see, half of my garden twine and one (1) zip tie. Engineering. #rooks")
        .boosted(&["ada", "dot"]).liked(&["hana", "cleo", "edda", "bram"]),
    say("ziptie", "bram", "Load-bearing zip tie. Finally somebody who listens to me.").to("nest").liked(&["finn", "ada"]),
    say("ask", "hana", "Does anybody have 20 cm of 0.3 mm brass wire? For a hinge you will need a lens to see.").liked(&["cleo"]),
    say("drawer", "ada", "Third drawer, in the tin that says BISCUITS and is a liar.").to("ask").liked(&["hana", "bram", "dot", "finn"]),
    say("thanks", "hana", "Found it. Also found biscuits. The tin contains multitudes.").to("drawer").liked(&["ada", "edda", "cleo"]),
    say("radio", "dot", "The 1958 receiver plays again! First station in forty years: a man reading the shipping forecast as if it were a love letter. #radio")
        .boosted(&["bram", "cleo", "hana"]).liked(&["ada", "edda", "finn"]),
    say("forecast", "edda", "It is one.").to("radio").liked(&["dot", "cleo", "ada"]),
    say("dusk", "tower", "Dusk count: 212 rooks arriving from the east in four minutes. The sky did that thing again. #rooks").boosted(&["ada", "finn", "dot"])
        .liked(&["hana", "cleo", "bram", "edda"]),
    say("thing", "finn", "If you were inside for the thing, I am sorry for you.").to("dusk").liked(&["ada"]),
    say("bike", "bram", "Free to a good home: one bicycle, three wheels' worth of parts. Collect from the bench by the window.").liked(&["finn"]),
    say("glaze", "edda", "Ash from the cherry tree, local clay, a pinch of iron. Test tile 88 came out the colour of a wet slate roof. That is the one. #ceramics")
        .boosted(&["ada", "cleo"]).liked(&["hana", "dot", "finn", "bram"]),
    say("tile", "ada", "Please make me a bowl in 88.").to("glaze").liked(&["edda"]),
    say("bowl", "edda", "It is already in kiln 2. I know you.").to("tile").liked(&["ada", "cleo", "hana", "finn"]),
    say("type", "cleo", "Sorted the whole case of 12 pt type. There is one letter too many and it is a k. We own a spare k now. #letterpress").liked(&["dot", "hana"]),
    say("knight", "dot", "Knice.").to("type").liked(&["finn", "ada", "bram"]),
    say("robot", "finn", "The plotter draws very good circles as long as you do not ask it to stop.").liked(&["hana", "bram"]),
    say("ring", "ada", "First ring of the season tonight: bring what you are making, working or not. Especially not. Soup at seven. #makers")
        .boosted(&["bram", "edda", "hana", "cleo"]).liked(&["finn", "dot"]),
    say("soup", "bram", "Which soup?").to("ring"),
    say("yes", "ada", "Yes.").to("soup").liked(&["bram", "edda", "dot", "finn", "hana", "cleo"]),
    say("clock", "hana", "The little clock ticks. It gains nine minutes a day, but it gains them *cheerfully*. #horology").boosted(&["ada"])
        .liked(&["edda", "dot", "bram"]),
    say("late", "cleo", "So I was not late, I was on Hana time.").to("clock").liked(&["hana", "ada"]),
    say("egg", "tower", "Nest 7: one egg. Repeat: one egg. #rooks").boosted(&["ada", "bram", "cleo", "dot", "finn", "hana"])
        .liked(&["edda", "ada", "finn", "dot", "cleo"]),
    say("egg2", "finn", "I am not crying, there is sawdust.").to("egg").liked(&["ada", "hana", "dot", "bram"]),
    say("zip", "bram", "THE ZIP TIE HELD.").to("egg").liked(&["finn", "ada", "cleo", "edda", "hana"]),
    say("book", "cleo", "Bound a notebook with end papers from the failed marbling. They are the best end papers I ever made. Fail more. #bookbinding")
        .boosted(&["edda"]).liked(&["ada", "hana"]),
    say("saw", "dot", "Reminder: the bandsaw is not a bread slicer. We had a vote. It was closer than I would like.").liked(&["bram", "finn", "ada"]),
    say("map", "finn", "I drew a map of every nest within a mile. It looks like a constellation. I am naming it The Committee. #rooks").boosted(&["ada", "hana"])
        .liked(&["cleo", "dot"]),
    say("guide", "ada", "New here? Say hello with #makers, look around at #rooks, and ask anything. Someone has the tool, someone else has the story of how it broke.")
        .liked(&["bram", "cleo", "dot", "edda", "finn", "hana"]),
    say("last", "ada", "That is us, more or less. The kettle is on. #firstlight").liked(&["bram", "cleo", "hana"]),
];

/// The tag of the last line.
pub(super) const LAST: &str = "firstlight";
