//! Locations of the remaining elements with their new paths.

use protoward_schema::wire::{WireReader, WireValue, Writer};

/// The remaining elements of a list in a descriptor.
#[derive(Debug, Default)]
pub(super) struct KeptElements {
    /// The new index and parts of each original element; `None` if removed.
    elements: Vec<Option<(i32, KeptParts)>>,
}

/// The remaining parts of a descriptor, list by list. Other lists are unchanged.
#[derive(Debug, Default)]
pub(super) struct KeptParts {
    pub(super) lists: Vec<(i32, KeptElements)>,
    /// Removed options: the field number of the options, and the option number.
    pub(super) gone: Vec<[i32; 2]>,
    /// `true` to drop the comments, because most of their subject is removed.
    pub(super) is_silent: bool,
}

impl KeptElements {
    /// Returns a list of which nothing remains.
    pub(super) const fn none() -> Self {
        Self { elements: Vec::new() }
    }

    /// Creates a list from the elements that stay, each unchanged.
    pub(super) fn of(stays: &[bool]) -> Self {
        let mut this = Self::none();
        stays.iter().for_each(|&stays| this.push(stays.then(KeptParts::default)));
        this
    }

    /// Appends an element, or `None` for a removed one.
    pub(super) fn push(&mut self, places: Option<KeptParts>) {
        let index = self.elements.iter().flatten().count();
        self.elements.push(places.map(|places| (i32::try_from(index).unwrap_or(i32::MAX), places)));
    }

    fn is_empty(&self) -> bool {
        self.elements.iter().all(Option::is_none)
    }
}

/// The treatment of a location.
enum LocationTreatment {
    Goes,
    Stays { with_comments: bool },
}

impl KeptParts {
    /// Removes the locations of removed elements from a serialized `SourceCodeInfo`.
    pub(super) fn of(&self, info: &[u8]) -> Vec<u8> {
        let mut writer = Writer::default();
        let mut path = Vec::new();
        for field in WireReader::new(info).map_while(Result::ok) {
            let (1, WireValue::Bytes(location)) = (field.number, field.value) else { continue };
            path.clear();
            read_path(location, &mut path);
            let before = path.clone();
            match self.fate(&mut path) {
                LocationTreatment::Goes => {}
                LocationTreatment::Stays { with_comments: true } if path == before => writer.bytes(1, location),
                LocationTreatment::Stays { with_comments } => {
                    writer.message(1, |writer| write_location(location, &path, with_comments, writer));
                }
            }
        }
        writer.into_bytes()
    }

    /// Converts the path of a location to its new form. Returns the treatment of the location.
    fn fate(&self, path: &mut [i32]) -> LocationTreatment {
        let mut places = self;
        let mut at = 0;
        while at < path.len() {
            if path.get(at..at + 2).is_some_and(|step| places.gone.iter().any(|gone| gone == step)) {
                return LocationTreatment::Goes;
            }
            let Some((_, kept)) = places.lists.iter().find(|(number, _)| *number == path[at]) else {
                return LocationTreatment::Stays { with_comments: true };
            };
            let Some(&index) = path.get(at + 1) else {
                return if kept.is_empty() {
                    LocationTreatment::Goes
                } else {
                    LocationTreatment::Stays { with_comments: true }
                };
            };
            let element = usize::try_from(index).ok().and_then(|index| kept.elements.get(index));
            let Some(Some((index, inner))) = element else { return LocationTreatment::Goes };
            path[at + 1] = *index;
            (places, at) = (inner, at + 2);
        }
        LocationTreatment::Stays { with_comments: !places.is_silent }
    }
}

fn read_path(location: &[u8], path: &mut Vec<i32>) {
    for field in WireReader::new(location).map_while(Result::ok).filter(|field| field.number == 1) {
        match field.value {
            WireValue::Varint(step) => path.push(step as i32),
            WireValue::Bytes(bytes) => {
                let mut packed = WireReader::new(bytes);
                while let Ok(step) = packed.varint() {
                    path.push(step as i32);
                }
            }
            WireValue::Fixed32(_) | WireValue::Fixed64(_) | WireValue::Group(_) => {}
        }
    }
}

/// Writes a location with a new path. Field 2 is the span, and comments follow.
fn write_location(location: &[u8], path: &[i32], with_comments: bool, writer: &mut Writer) {
    writer.packed(1, path);
    let rest = WireReader::new(location).map_while(Result::ok).filter(|field| field.number > 1);
    rest.filter(|field| with_comments || field.number == 2).for_each(|field| writer.raw(field.raw));
}
