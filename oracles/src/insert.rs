//! Insertion of comments, blank lines and line breaks at random tokens.

use protoward_syntax::Tokens;

use protoward_kit::random::Random;

/// Texts that are inserted after a token, separated by `|`; `%` is replaced by a number.
const INSERTIONS: &str = "/*c%*/| /*c%*/ |//c%\n| // c%\n|\n|\n\n|\n// c%\n|\n\n// c%\n\n|\n/*c%*/\n|\n\n/*c%*/\n\n\
    |/*c%\n  x\n*/|\n  /*c%\n   * y\n   */\n| // c%\n\n|\n// c%\n\n| /*c%*/\n|\n/*c%*/ | /*c%*/ /*d%*/ \
    | // c%\n// d%\n| /*c%*/ // d%\n|\n\t// c%\n\n\n\t/* d% */\n|/*c%*//*d%*/| /**/ |//\n| // ünïcödé 漢字 %\n\
    | // c% \t \n|\u{c}|\t|\r\n| // c%\r\n|\r\n// c%\r\n\r\n| /* c%\r\n * y\r\n */ |\n/** c%\n * y\n */\n\
    |\n/*\n c%\n    x\n*/\n| /* c% // d% */ | // c% /* d\n| // c% */\n|\n// c%\n\n// d%\n|\n/* c% */\n/* d% */\n\
    |\n// c%\n/* d% */\n|\n/* c% */ // d%\n| // c%\n\n// d%\n\n// e%\n\n|\n\n/* c%\n\n\tx\n */\n\n|\u{b}\
    | \u{c}\n\u{c} |/*c%*/\u{c}|///c%\n| /*\n*/";

/// Returns the text with each of a list of insertions at each place between two tokens: behind the first, and before the
/// second.
pub fn everywhere(text: &str) -> impl Iterator<Item = String> {
    let tokens = Tokens::new(text);
    let spans = tokens.pieces().iter().filter(|piece| piece.trivia().is_none()).map(|piece| piece.span);
    let mut places: Vec<usize> = spans.flat_map(|span| [span.start as usize, span.end as usize]).collect();
    places.dedup();
    places.into_iter().flat_map(move |place| {
        INSERTIONS.split('|').map(move |what| {
            let (start, end) = text.split_at(place);
            format!("{start}{}{end}", what.replace('%', "0"))
        })
    })
}

/// Returns the text with the line breaks, indentation and ends of another editor, one time in four.
pub fn disguised(text: String, random: &mut Random) -> String {
    match random.below(16) {
        0 => text.replace('\n', "\r\n"),
        1 => format!("\u{feff}{text}"),
        2 => text.trim_end().to_owned(),
        3 => text.replace("  ", "\t"),
        _ => text,
    }
}

/// Returns the text with `count` insertions after random tokens.
pub fn inserted(text: &str, count: usize, random: &mut Random) -> String {
    inserted_from(&INSERTIONS.split('|').collect::<Vec<_>>(), text, count, random)
}

/// Returns the text with `count` of these texts after random tokens; `%` is replaced by a number.
pub fn inserted_from<T: AsRef<str>>(texts: &[T], text: &str, count: usize, random: &mut Random) -> String {
    let tokens = Tokens::new(text);
    let ends: Vec<usize> =
        tokens.pieces().iter().filter(|piece| piece.trivia().is_none()).map(|piece| piece.span.end as usize).collect();
    let mut chosen: Vec<(usize, &str)> = Vec::with_capacity(count);
    for _ in 0..count {
        let (Some(&end), Some(what)) = (random.pick(&ends), random.pick(texts)) else { break };
        if chosen.iter().all(|(other, _)| *other != end) {
            chosen.push((end, what.as_ref()));
        }
    }
    chosen.sort_unstable();
    let mut result = text.to_owned();
    for (number, (end, what)) in chosen.into_iter().enumerate().rev() {
        result.insert_str(end, &what.replace('%', &number.to_string()));
    }
    result
}
