//! Places and comments of one file, by descriptor path.
//!
//! Source: `SourceCodeInfo` in `descriptor.proto`.

use std::ops::Range;

use crate::source::{Extent, Position};

/// The comments around a declaration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comments {
    /// The comment right above it.
    pub leading: Option<Box<str>>,
    /// The comment right behind it.
    pub trailing: Option<Box<str>>,
    /// Comments above it that a blank line sets apart.
    pub detached: Vec<Box<str>>,
}

/// Where one part of a descriptor stands in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    path: Range<u32>,
    /// The stretch of text.
    pub extent: Extent,
    /// The comments around it; most locations have none.
    pub comments: Option<Box<Comments>>,
}

/// All locations of a file, in the order of the descriptor, found by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Locations {
    /// Whether the descriptor has a `SourceCodeInfo` at all.
    known: bool,
    steps: Vec<i32>,
    all: Vec<Location>,
    by_path: Vec<u32>,
}

impl Locations {
    /// Locations, given in the order in which the descriptor keeps them.
    pub(crate) fn new<'a>(locations: impl IntoIterator<Item = (&'a [i32], Extent, Option<Box<Comments>>)>) -> Self {
        let mut this = Self { known: true, ..Self::default() };
        for (path, extent, comments) in locations {
            let start = this.steps.len() as u32;
            this.steps.extend_from_slice(path);
            let path = start..this.steps.len() as u32;
            this.all.push(Location { path, extent, comments });
        }
        this.by_path = (0..this.all.len() as u32).collect();
        // Of several locations with one path (each `extend` block has one, and so has each half of `json_name = "x"`)
        // the first in the text is found; protox shuffles those.
        let mut by_path = std::mem::take(&mut this.by_path);
        by_path.sort_by_key(|&index| (this.path_at(index), this.all[index as usize].extent.start));
        this.by_path = by_path;
        this
    }

    /// Whether the file came with places at all.
    pub const fn is_known(&self) -> bool {
        self.known
    }

    /// The location of a descriptor path: the first one in the text, where there are several.
    pub fn find(&self, path: &[i32]) -> Option<&Location> {
        let first = self.by_path.partition_point(|&index| self.path_at(index) < path);
        let &index = self.by_path.get(first)?;
        (self.path_at(index) == path).then(|| &self.all[index as usize])
    }

    /// Each location with its path, in the order of the descriptor.
    pub fn iter(&self) -> impl Iterator<Item = (&[i32], &Location)> {
        self.all.iter().map(|location| (self.path_of(location), location))
    }

    fn path_at(&self, index: u32) -> &[i32] {
        self.path_of(&self.all[index as usize])
    }

    fn path_of(&self, location: &Location) -> &[i32] {
        &self.steps[location.path.start as usize..location.path.end as usize]
    }
}

/// Reads a span as `SourceCodeInfo` keeps it: three numbers on one line, four otherwise.
pub(crate) fn extent_of(span: &[i32]) -> Option<Extent> {
    let number = |value: i32| u32::try_from(value).ok();
    let (start, end) = match *span {
        [line, start, end] => ((line, start), (line, end)),
        [line, start, end_line, end] => ((line, start), (end_line, end)),
        _ => return None,
    };
    Some(Extent {
        start: Position::new(number(start.0)?, number(start.1)?),
        end: Position::new(number(end.0)?, number(end.1)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_locations_the_first_in_the_text_is_found() {
        let extent = |span: &[i32]| extent_of(span).unwrap_or_default();
        let path: &[i32] = &[4, 0, 2, 0, 10];
        let shuffled =
            [(path, extent(&[3, 30, 34]), None), (path, extent(&[3, 18, 34]), None), (&[4], extent(&[3, 0, 9]), None)];
        let locations = Locations::new(shuffled);
        assert_eq!(locations.find(path).map(|location| location.extent), Some(extent(&[3, 18, 34])));
    }
}
