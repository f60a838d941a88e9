//! Lists of short texts, each in one string.

use protoward_kit::random::Random;

/// Draws one of the texts that `|` separates.
pub fn one_of<'t>(texts: &'t str, random: &mut Random) -> &'t str {
    let count = texts.split('|').count();
    texts.split('|').nth(random.below(count)).unwrap_or_default()
}
