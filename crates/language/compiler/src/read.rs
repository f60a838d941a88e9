//! Lookup and reading of one file. All functions may run on any thread.

use std::borrow::Cow;
use std::sync::Arc;

pub(super) use super::parsed_file::{Display, Import, LookupResult, ParsedFile, of_text, parsed};
use super::settings::CompilerSettings;
use super::well_known::well_known;
use protoward_source::{ContentId, KnownContent, ReadError, Resolver, SourcePath, not_a_pointer};

/// The result of looking up one file name, unparsed.
pub(super) enum Bytes {
    Read { display: Display, bytes: Cow<'static, [u8]> },
    Unreadable(ReadError),
    Nowhere,
}

impl Bytes {
    fn read(path: SourcePath, is_built_in: bool, bytes: impl Into<Cow<'static, [u8]>>) -> Self {
        Self::Read { display: Display { path, is_built_in }, bytes: bytes.into() }
    }
}

/// Looks up, reads and parses a file.
pub(super) fn find(settings: &CompilerSettings, name: &str) -> LookupResult {
    let Some(cache) = &settings.file_cache else {
        return found(bytes(settings, name), |display, bytes| parsed(settings.any_comments, display, bytes));
    };
    match content(settings, name) {
        Some((id, display)) => match cache.with_id(id) {
            Some(known) => known.found(display),
            None => found(bytes(settings, name), |display, bytes| {
                cache.read(settings.any_comments, display, bytes, Some(id))
            }),
        },
        None => found(bytes(settings, name), |display, bytes| cache.read(settings.any_comments, display, bytes, None)),
    }
}

fn found(found: Bytes, parse: impl FnOnce(Display, &[u8]) -> LookupResult) -> LookupResult {
    match found {
        Bytes::Read { display, bytes } => parse(display, &bytes),
        Bytes::Unreadable(error) => LookupResult::Unreadable(error),
        Bytes::Nowhere => LookupResult::Nowhere,
    }
}

/// Looks up and reads a file.
pub(super) fn bytes(settings: &CompilerSettings, name: &str) -> Bytes {
    if let Some(found) = first(&settings.resolvers, name, false) {
        return found;
    }
    match well_known(name) {
        Some(text) if settings.well_known_types => Bytes::read(SourcePath::name(name), true, text.as_bytes()),
        _ => first(&settings.built_in, name, true).unwrap_or(Bytes::Nowhere),
    }
}

/// Parses a built-in well-known file.
pub(super) fn built_in(settings: &CompilerSettings, name: &str) -> Option<(Arc<str>, Box<ParsedFile>)> {
    let text = well_known(name)?;
    let display = Display { path: SourcePath::name(name), is_built_in: true };
    let found = match &settings.file_cache {
        Some(cache) => cache.read(settings.any_comments, display, text.as_bytes(), None),
        None => of_text(display, text.into()),
    };
    match found {
        LookupResult::Text { text, read, .. } => Some((text, read)),
        _ => None,
    }
}

/// Returns the id of a file's content and the displayed path; `None` if the file has to be read.
pub(super) fn content(settings: &CompilerSettings, name: &str) -> Option<(ContentId, Display)> {
    for resolver in &settings.resolvers {
        match resolver.content(name) {
            KnownContent::Absent => {}
            KnownContent::Id(id) => {
                return Some((id, Display { path: resolver.path(name), is_built_in: false }));
            }
            KnownContent::Unknown => return None,
        }
    }
    None
}

/// Returns the file of the first resolver that has it.
fn first(resolvers: &[Arc<dyn Resolver>], name: &str, is_built_in: bool) -> Option<Bytes> {
    resolvers.iter().find_map(|resolver| match resolver.resolve(name) {
        Ok(bytes) => bytes.map(|bytes| match not_a_pointer(|| resolver.path(name).shown, &bytes) {
            Ok(()) => Bytes::read(resolver.path(name), is_built_in, bytes),
            Err(error) => Bytes::Unreadable(error),
        }),
        Err(error) => Some(Bytes::Unreadable(error)),
    })
}
