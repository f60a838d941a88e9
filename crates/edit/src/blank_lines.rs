//! Blank lines around removed lines: two that meet become one, and none is left at the edge of a block.

use super::document::Document;
use super::edits::TextEdit;

/// Extends edits that remove whole lines by a blank line next to them, unless another edit is adjacent. The edits are
/// sorted.
pub(crate) fn close(doc: &Document<'_>, all: &mut [TextEdit]) {
    let mut first = 0;
    while first < all.len() {
        let behind = first + adjacent(doc, &all[first..]);
        if behind > first {
            extend(doc, all, first, behind - 1);
        }
        first = behind.max(first + 1);
    }
}

/// Returns the number of edits, from the first one on, that remove adjacent lines.
fn adjacent(doc: &Document<'_>, all: &[TextEdit]) -> usize {
    let lines = all.iter().take_while(|edit| removes_lines(doc, edit)).count();
    let joined = all[..lines].windows(2).take_while(|pair| pair[0].end == pair[1].start).count();
    if lines == 0 { 0 } else { joined + 1 }
}

fn removes_lines(doc: &Document<'_>, edit: &TextEdit) -> bool {
    edit.text.is_empty()
        && edit.start < edit.end
        && doc.line_start(edit.start) == edit.start
        && (doc.text[..edit.end].ends_with('\n') || edit.end == doc.text.len())
}

fn extend(doc: &Document<'_>, all: &mut [TextEdit], first: usize, last: usize) {
    let (start, end) = (all[first].start, all[last].end);
    let before = first.checked_sub(1).map(|at| all[at].end);
    let next = all.get(last + 1).map(|edit| edit.start);
    if before == Some(start) || next == Some(end) {
        return;
    }
    let (blank_before, blank_behind) = (doc.is_blank_before(start), doc.is_blank_behind(end));
    if blank_behind && (blank_before || doc.is_opened_above(start)) {
        let wider = end + doc.line(end).len();
        if next.is_none_or(|next| wider <= next) {
            all[last].end = wider;
        }
    } else if blank_before && doc.is_closed_at(end) {
        let wider = doc.line_start(start - 1);
        if before.is_none_or(|before| before <= wider) {
            all[first].start = wider;
        }
    }
}
