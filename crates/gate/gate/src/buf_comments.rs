//! Comments `// buf:lint:ignore RULE` with the meaning that they have in buf, for a `buf.yaml`.
//!
//! A comment counts if it is directly before a declaration, which it covers with everything nested in it, or before an
//! import, an option, the package or the syntax, of which it covers only the findings there. A line must start with the mark,
//! one space and the id of the rule. Text may follow directly, as in `RULE, OTHER`.

use std::collections::HashMap;

use protoward_lint::Finding;
use protoward_schema::{FileId, Schema};
use protoward_source::{Extent, Place, Sources};

/// The mark with the space before the rule.
const MARK: &str = "buf:lint:ignore ";

/// The comments of files, by file.
#[derive(Debug, Default)]
pub(crate) struct BufComments(HashMap<FileId, Vec<MarkedLocation>>);

/// A declaration or statement with a comment.
#[derive(Debug)]
struct MarkedLocation {
    path: Vec<i32>,
    extent: Extent,
    /// The texts after the mark, one for each line.
    ignored: Vec<String>,
}

impl BufComments {
    /// Collects the comments of files.
    pub(crate) fn new(schema: &Schema, sources: &Sources, files: impl IntoIterator<Item = FileId>) -> Self {
        let of_file = |file: FileId| {
            let text = sources.get(schema[file].source).text.as_deref();
            if text.is_some_and(|text| !text.contains(MARK)) {
                return None;
            }
            let locations: Vec<_> = schema[file].locations.all().filter_map(|it| marked(text, it)).collect();
            (!locations.is_empty()).then_some((file, locations))
        };
        Self(files.into_iter().filter_map(of_file).collect())
    }

    /// Returns the place of the declaration or statement whose comment covers a finding.
    pub(crate) fn cover(&self, schema: &Schema, finding: &Finding) -> Option<Place> {
        let locations = self.0.get(&finding.file)?;
        let path = schema.path(finding.element);
        let extent = finding.diagnostic.place()?.extent;
        // A group is a field and a message with one comment, which is that of the message.
        let of_element = schema.place(finding.element).extent;
        let is_there = |it: &MarkedLocation| [extent, of_element].contains(&Some(it.extent));
        let is_around = |it: &&MarkedLocation| path.starts_with(&it.path) || is_there(it);
        let names = |it: &&MarkedLocation| it.ignored.iter().any(|rest| rest.starts_with(finding.rule.id()));
        let covering = locations.iter().filter(is_around).find(names)?;
        Some(Place { source: schema[finding.file].source, extent: Some(covering.extent) })
    }
}

fn marked(text: Option<&str>, (path, location): (Vec<i32>, protoward_schema::Location<'_>)) -> Option<MarkedLocation> {
    let leading = location.comments().leading?;
    let ignored: Vec<String> =
        leading.lines().filter_map(|line| line.trim().strip_prefix(MARK)).map(str::to_owned).collect();
    // For buf, a comment in the line of the declaration is not before it.
    let is_in_line = match (text, location.extent) {
        (Some(text), Extent::Bytes(span)) => {
            let before = text.get(..span.start as usize).unwrap_or_default();
            before.trim_end_matches([' ', '\t', '\r', '\u{b}', '\u{c}']).ends_with("*/")
        }
        _ => false,
    };
    (!ignored.is_empty() && !is_in_line && !path.is_empty()).then_some(MarkedLocation {
        path,
        extent: location.extent,
        ignored,
    })
}
