//! Blank lines where lines go: of two that meet one is enough, and at the edge of a block there is none.

use super::change::Replacement;
use super::lines::{Rest, is_blank_before, is_blank_behind, line_start, rest};
use super::texts::Texts;

/// Lets lines that go take a blank line along, where nothing else is written beside them. The replacements are in order.
pub(crate) fn close(texts: &Texts<'_>, all: &mut [Replacement]) {
    let mut first = 0;
    while first < all.len() {
        let behind = first + run(texts, &all[first..]);
        if behind > first {
            widen(texts, all, first, behind - 1);
        }
        first = behind.max(first + 1);
    }
}

/// How many replacements from the first on take away lines that follow one on another.
fn run(texts: &Texts<'_>, all: &[Replacement]) -> usize {
    let follows = |pair: &&[Replacement]| pair[0].source == pair[1].source && pair[0].range.1 == pair[1].range.0;
    let lines = all.iter().take_while(|it| takes_lines(texts, it)).count();
    let joined = all[..lines].windows(2).take_while(follows).count();
    if lines == 0 { 0 } else { joined + 1 }
}

fn takes_lines(texts: &Texts<'_>, it: &Replacement) -> bool {
    let Some(text) = texts.get(it.source) else { return false };
    let (start, end) = it.range;
    it.text.is_empty()
        && start < end
        && line_start(text.text, start) == start
        && (text.text[..end].ends_with('\n') || end == text.text.len())
}

fn widen(texts: &Texts<'_>, all: &mut [Replacement], first: usize, last: usize) {
    let (source, start, end) = (all[first].source, all[first].range.0, all[last].range.1);
    let Some(text) = texts.get(source).map(|text| text.text) else { return };
    let before = first.checked_sub(1).map(|at| &all[at]).filter(|it| it.source == source).map(|it| it.range.1);
    let next = all.get(last + 1).filter(|it| it.source == source).map(|it| it.range.0);
    if before == Some(start) || next == Some(end) {
        return;
    }
    let (blank_before, blank_behind) = (is_blank_before(text, start), is_blank_behind(text, end));
    if blank_behind && (blank_before || opens(text, start)) {
        let wider = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
        if next.is_none_or(|next| wider <= next) {
            all[last].range.1 = wider;
        }
    } else if blank_before && closes(text, end) {
        let wider = line_start(text, start - 1);
        if before.is_none_or(|before| before <= wider) {
            all[first].range.0 = wider;
        }
    }
}

/// Whether a body opens right above a line.
fn opens(text: &str, line: usize) -> bool {
    let above = line_start(text, line.saturating_sub(1));
    let code = text[above..line].split("//").next().unwrap_or_default();
    code.rfind('{').is_some_and(|brace| rest(text, above + brace + 1) == Rest::Nothing(line))
}

/// Whether a body, or the text, ends at a line.
fn closes(text: &str, line: usize) -> bool {
    matches!(text[line..].trim_start().chars().next(), Some('}') | None)
}
