//! Descriptors without the removed elements, with the mapping of their paths.

use super::closure::{Closure, Reason};
use super::places::{KeptElements, KeptParts};
use protoward_schema::descriptor::{OptionsPlace, each_options, lowered, raw};
use protoward_schema::{ElementKind, EnumId, FieldId, FileId, MessageId, OneofId, ServiceId};

/// Returns the remaining parts of a file without source info, with the mapping of its locations.
pub(super) fn file<'s>(closure: &Closure<'s>, id: FileId) -> (raw::File<'s>, KeptParts) {
    let prune = Prune { closure };
    let file = &closure.schema[id];
    let mut raw = lowered(closure.schema, id);
    let imports = closure.imports(id);
    let mut places = KeptParts { lists: imports.kept, ..KeptParts::default() };
    prune.options(ElementKind::File, raw.options, &mut places);
    raw.dependencies = imports.dependencies;
    raw.public_dependencies = Vec::new();
    raw.weak_dependencies = imports.weak;
    raw.option_dependencies = imports.options;
    places.lists.push((4, prune.messages(&mut raw.messages, &file.messages)));
    places.lists.push((5, prune.enums(&mut raw.enums, &file.enums)));
    places.lists.push((6, prune.services(&mut raw.services, &file.services)));
    places.lists.push((7, prune.fields(&mut raw.extensions, &file.extensions)));
    (raw, places)
}

#[derive(Clone, Copy)]
struct Prune<'c, 's> {
    closure: &'c Closure<'s>,
}

impl<'s> Prune<'_, 's> {
    /// Prunes messages. Decoding has limited the recursion depth.
    fn messages(self, raw: &mut Vec<raw::Message<'s>>, ids: &[MessageId]) -> KeptElements {
        retain(raw, ids, |raw, id| {
            let reason = self.closure.reason(id.into())?;
            let message = &self.closure.schema[id];
            let mut places = self.places(ElementKind::Message, raw.options);
            if reason == Reason::Encloses {
                places.is_silent = empty(raw);
                places.lists.extend([2, 5, 8, 9, 10].map(|number| (number, KeptElements::none())));
            } else {
                let oneofs = self.oneofs(raw, &message.oneofs);
                places.lists.push((2, self.fields(&mut raw.fields, &message.fields)));
                places.lists.push((8, oneofs));
            }
            places.lists.push((3, self.messages(&mut raw.messages, &message.messages)));
            places.lists.push((4, self.enums(&mut raw.enums, &message.enums)));
            places.lists.push((6, self.fields(&mut raw.extensions, &message.extensions)));
            Some(places)
        })
    }

    fn enums(self, raw: &mut Vec<raw::Enum<'s>>, ids: &[EnumId]) -> KeptElements {
        retain(raw, ids, |raw, id| {
            self.closure.reason(id.into())?;
            let mut places = self.places(ElementKind::Enum, raw.options);
            let values = &self.closure.schema[id].values;
            let value = |raw: &mut raw::EnumValue<'s>, _| Some(self.places(ElementKind::EnumValue, raw.options));
            places.lists.push((2, retain(&mut raw.values, values, value)));
            Some(places)
        })
    }

    /// Prunes fields. Fields of a kept message stay if possible; extensions stay if needed themselves.
    fn fields(self, raw: &mut Vec<raw::RawField<'s>>, ids: &[FieldId]) -> KeptElements {
        let is_kept = |id: FieldId| {
            if self.closure.schema[id].is_extension() {
                self.closure.reason(id.into()).is_some()
            } else {
                !self.closure.is_left_out(id.into())
            }
        };
        retain(raw, ids, |raw, id| is_kept(id).then(|| self.places(ElementKind::Field, raw.options)))
    }

    /// Prunes oneofs. A oneof stays while it has a field.
    fn oneofs(self, raw: &mut raw::Message<'s>, ids: &[OneofId]) -> KeptElements {
        let is_kept = |&id: &OneofId| {
            let fields = &self.closure.schema[id].fields;
            fields.iter().any(|&field| !self.closure.is_left_out(field.into()))
        };
        let stays: Vec<bool> = ids.iter().map(is_kept).collect();
        for index in raw.fields.iter_mut().filter_map(|field| field.oneof_index.as_mut()) {
            let before = usize::try_from(*index).unwrap_or_default();
            *index -= stays.iter().take(before).filter(|stays| !**stays).count() as i32;
        }
        let mut stays = stays.into_iter();
        retain(&mut raw.oneofs, ids, |raw, _| {
            stays.next().unwrap_or(true).then(|| self.places(ElementKind::Oneof, raw.options))
        })
    }

    fn services(self, raw: &mut Vec<raw::Service<'s>>, ids: &[ServiceId]) -> KeptElements {
        retain(raw, ids, |raw, id| {
            self.closure.reason(id.into())?;
            let mut places = self.places(ElementKind::Service, raw.options);
            let service = &self.closure.schema[id];
            let methods = retain(&mut raw.methods, &service.methods, |raw, id| {
                self.closure.reason(id.into()).map(|_| self.places(ElementKind::Method, raw.options))
            });
            places.lists.push((2, methods));
            Some(places)
        })
    }

    /// Returns the mapping of a descriptor whose lists are unchanged.
    fn places(self, kind: ElementKind, options: Option<&[u8]>) -> KeptParts {
        let mut places = KeptParts::default();
        self.options(kind, options, &mut places);
        places
    }

    /// Drops the locations of absent options. protoc records some, such as those of `[default = 1]`.
    fn options(self, kind: ElementKind, options: Option<&[u8]>, places: &mut KeptParts) {
        let number = kind.options_number();
        let message = kind.options_message();
        match options.filter(|bytes| !bytes.is_empty()) {
            None => places.lists.push((number, KeptElements::none())),
            Some(bytes) if self.closure.options_without(message, bytes).is_some_and(|left| left.is_empty()) => {
                places.lists.push((number, KeptElements::none()));
            }
            Some(bytes) => {
                let gone = self.closure.gone_options(message, bytes);
                places.gone.extend(gone.into_iter().map(|option| [number, option]));
            }
        }
    }
}

/// Reduces a message to a scope for nested declarations. Returns whether it had other members.
fn empty(raw: &mut raw::Message<'_>) -> bool {
    let raw::Message { fields, oneofs, extension_ranges, reserved_ranges, reserved_names, .. } = raw;
    let was_empty =
        fields.is_empty() && extension_ranges.is_empty() && reserved_ranges.is_empty() && reserved_names.is_empty();
    fields.clear();
    oneofs.clear();
    extension_ranges.clear();
    reserved_ranges.clear();
    reserved_names.clear();
    !was_empty
}

/// Removes the elements of a list of which nothing is left.
fn retain<T, I: Copy>(
    raw: &mut Vec<T>,
    ids: &[I],
    mut left: impl FnMut(&mut T, I) -> Option<KeptParts>,
) -> KeptElements {
    let mut kept = KeptElements::none();
    let mut ids = ids.iter();
    raw.retain_mut(|raw| {
        let places = ids.next().and_then(|&id| left(raw, id));
        let stays = places.is_some();
        kept.push(places);
        stays
    });
    kept
}

/// Returns the changed options in the order that [`put_options`] expects. Removes empty options immediately.
pub(super) fn stripped_options(closure: &Closure<'_>, files: &mut [raw::File<'_>]) -> Vec<Option<Vec<u8>>> {
    let mut all = Vec::new();
    let mut visit = |place: OptionsPlace<'_>, options: &mut Option<&[u8]>| {
        *options = options.filter(|bytes| !bytes.is_empty());
        all.push(options.and_then(|bytes| closure.options_without(place.kind, bytes)));
    };
    files.iter_mut().for_each(|file| each_options(file, &mut visit));
    all
}

/// Replaces options with the results of [`stripped_options`]. Removes options that became empty.
pub(super) fn put_options<'a>(stripped: &'a [Option<Vec<u8>>], files: &mut [raw::File<'a>]) {
    let mut next = stripped.iter();
    let mut visit = |_: OptionsPlace<'_>, options: &mut Option<&'a [u8]>| {
        if let Some(Some(bytes)) = next.next() {
            *options = (!bytes.is_empty()).then_some(bytes);
        }
    };
    files.iter_mut().for_each(|file| each_options(file, &mut visit));
}
