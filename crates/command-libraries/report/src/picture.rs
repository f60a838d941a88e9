//! Alignment of the frames that miette draws around source lines.

use miette::ThemeCharacters;

/// Consecutive lines inside or outside of a frame.
struct PictureSection<'a> {
    lines: Vec<&'a str>,
    /// The width of the frame's line numbers; `None` outside of frames.
    margin: Option<usize>,
}

/// Aligns all frames of a text to the same margin and connects them.
pub(super) fn one_picture(text: &str, characters: &ThemeCharacters) -> String {
    let top = format!("{}{}[", characters.ltop, characters.hbar);
    let bottom = format!("{}{}", characters.lbot, characters.hbar.to_string().repeat(4));
    let parts = parts(text, &top, &bottom);
    let widest = parts.iter().filter_map(|part| part.margin).max().unwrap_or_default();
    let is_frame = |index: usize| parts.get(index).is_some_and(|part: &PictureSection<'_>| part.margin.is_some());
    let mut picture = String::with_capacity(text.len());
    for (index, part) in parts.iter().enumerate() {
        let indent = " ".repeat(part.margin.map_or(0, |margin| widest - margin));
        let goes_on = is_frame(index + 1);
        let went_on = index > 0 && is_frame(index - 1);
        for (number, line) in part.lines.iter().enumerate() {
            if part.margin.is_some() && goes_on && number + 1 == part.lines.len() {
                continue;
            }
            let line = if part.margin.is_some() && went_on && number == 0 {
                line.replacen(characters.ltop, &characters.lcross.to_string(), 1)
            } else {
                (*line).to_owned()
            };
            picture.push_str(if line.is_empty() { "" } else { &indent });
            picture.push_str(&line);
            picture.push('\n');
        }
    }
    picture
}

/// Splits the text at frames. Source lines have line numbers, so they are not mistaken for frames.
fn parts<'a>(text: &'a str, top: &str, bottom: &str) -> Vec<PictureSection<'a>> {
    let mut parts: Vec<PictureSection<'a>> = Vec::new();
    let mut goes_on = false;
    for line in text.lines() {
        let inner = line.trim_start();
        let begins = inner.starts_with(top);
        if begins || !goes_on {
            let margin = begins.then(|| line.len() - inner.len());
            parts.push(PictureSection { lines: Vec::new(), margin });
        }
        let part = parts.last_mut().expect("one has just been added, or goes on");
        part.lines.push(line);
        goes_on = part.margin.is_some() && inner.trim_end() != bottom;
    }
    parts
}
