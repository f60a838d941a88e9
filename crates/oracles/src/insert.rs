//! Insertion of comments, blank lines and line breaks at random tokens.

use protoward_syntax::Tokens;

use crate::random::Random;

/// A text that is inserted after a token; `%` is replaced by a number.
const INSERTIONS: [&str; 20] = [
    "/*c%*/",
    " /*c%*/ ",
    "//c%\n",
    " // c%\n",
    "\n",
    "\n\n",
    "\n// c%\n",
    "\n\n// c%\n\n",
    "\n/*c%*/\n",
    "\n\n/*c%*/\n\n",
    "/*c%\n  x\n*/",
    "\n  /*c%\n   * y\n   */\n",
    " // c%\n\n",
    "\n// c%\n\n",
    " /*c%*/\n",
    "\n/*c%*/ ",
    " /*c%*/ /*d%*/ ",
    " // c%\n// d%\n",
    " /*c%*/ // d%\n",
    "\n\t// c%\n\n\n\t/* d% */\n",
];

/// Returns the text with `count` insertions after random tokens.
pub fn inserted(text: &str, count: usize, random: &mut Random) -> String {
    inserted_from(&INSERTIONS, text, count, random)
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
