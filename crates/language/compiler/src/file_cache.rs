//! A cache of parsed files by content, with a limit of memory.

use std::collections::BTreeMap;
use std::fmt;
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use foldhash::quality::RandomState;

use super::lookup::HashMap;
use super::parsed_file::{Display, LookupResult, ParsedFile, parsed};
use protoward_source::ContentId;

/// The memory of a parsed file per byte of its text, and for an empty text. Measured over googleapis.
const BYTES_PER_BYTE: usize = 8;
const BYTES_PER_FILE: usize = 1 << 10;

/// Parsed files by content, for a process that compiles many times.
///
/// A file is parsed once, whatever its name is, until other files take its place: the least recently used files go first.
/// The content decides, and never the name. If a [`Resolver`](super::Resolver) knows the
/// [content](super::Resolver::content) of a file without reading it, the file is not even read.
///
/// ```
/// use std::sync::Arc;
/// use protoward_compiler::{Compiler, FileCache, MemoryTree};
///
/// let cache = Arc::new(FileCache::new(64 << 20));
/// for _ in 0..2 {
///     let tree = MemoryTree::new([("a.proto", "syntax = \"proto3\"; message A {}")]);
///     Compiler::new().file_cache(Arc::clone(&cache)).resolver(tree).compile(["a.proto"])?;
/// }
/// // The second file is the built-in `descriptor.proto`.
/// assert_eq!((cache.len(), cache.parsed()), (2, 2));
/// # Ok::<(), protoward_compiler::CompileError>(())
/// ```
pub struct FileCache {
    limit: AtomicUsize,
    hasher: RandomState,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    files: HashMap<u64, CachedFile>,
    by_id: HashMap<ContentId, u64>,
    /// The files by the hash of their text, because contents without an id are compared.
    by_hash: HashMap<u64, Vec<u64>>,
    /// The files by the time of their last use.
    by_use: BTreeMap<u64, u64>,
    bytes: usize,
    /// The next file number and time.
    next: u64,
    parsed: u64,
}

struct CachedFile {
    file: Arc<ParsedText>,
    hash: u64,
    ids: Vec<ContentId>,
    used: u64,
}

/// A text with its syntax tree.
pub(super) struct ParsedText {
    pub(super) text: Arc<str>,
    pub(super) read: ParsedFile,
}

impl FileCache {
    /// Creates an empty cache that takes about `limit` bytes at most, besides the files in use.
    pub fn new(limit: usize) -> Self {
        Self { limit: AtomicUsize::new(limit), hasher: RandomState::default(), state: Mutex::default() }
    }

    /// Returns the number of files.
    pub fn len(&self) -> usize {
        self.lock().files.len()
    }

    /// Returns `true` if there are no files.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the approximate size of the files, in bytes.
    pub fn bytes(&self) -> usize {
        self.lock().bytes
    }

    /// Lowers the limit to the size of the files and `spare` bytes, so that later versions of a file replace earlier ones.
    pub fn keep_to_size(&self, spare: usize) {
        self.limit.fetch_min(self.bytes() + spare, Ordering::Relaxed);
    }

    /// Returns how many texts were parsed so far.
    pub fn parsed(&self) -> u64 {
        self.lock().parsed
    }

    /// Returns the file with this content.
    pub(super) fn with_id(&self, id: ContentId) -> Option<Arc<ParsedText>> {
        let mut state = self.lock();
        let &number = state.by_id.get(&id)?;
        state.take(number)
    }

    /// Returns the file with this text, or parses the text and keeps the file.
    pub(super) fn read(
        &self,
        any_comments: bool,
        display: Display,
        bytes: &[u8],
        id: Option<ContentId>,
    ) -> LookupResult {
        let hash = self.hasher.hash_one(bytes);
        if let Some(known) = self.with_text(hash, bytes, id) {
            return known.found(display);
        }
        let found = parsed(any_comments, display, bytes);
        // A compiler that rejects some comments may have the same cache.
        if let LookupResult::Text { text, read, .. } = &found
            && read.raw.is_none()
        {
            let file = Arc::new(ParsedText { text: Arc::clone(text), read: (**read).clone() });
            self.lock().add(file, hash, id, self.limit.load(Ordering::Relaxed));
        }
        found
    }

    fn with_text(&self, hash: u64, bytes: &[u8], id: Option<ContentId>) -> Option<Arc<ParsedText>> {
        let candidates: Vec<(u64, Arc<ParsedText>)> = {
            let state = self.lock();
            let numbers = state.by_hash.get(&hash)?;
            numbers.iter().filter_map(|&number| Some((number, Arc::clone(&state.files.get(&number)?.file)))).collect()
        };
        // Texts may be long, and other threads need the lock.
        let (number, file) = candidates.into_iter().find(|(_, file)| file.text.as_bytes() == bytes)?;
        let mut state = self.lock();
        state.take(number);
        if let Some(id) = id {
            state.name(number, id);
        }
        Some(file)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn tick(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// Returns a file and marks it as used.
    fn take(&mut self, number: u64) -> Option<Arc<ParsedText>> {
        let now = self.tick();
        let cached = self.files.get_mut(&number)?;
        self.by_use.remove(&cached.used);
        self.by_use.insert(now, number);
        cached.used = now;
        Some(Arc::clone(&cached.file))
    }

    /// Adds an id to a file.
    fn name(&mut self, number: u64, id: ContentId) {
        if let Some(cached) = self.files.get_mut(&number)
            && self.by_id.insert(id, number) != Some(number)
        {
            cached.ids.push(id);
        }
    }

    fn add(&mut self, file: Arc<ParsedText>, hash: u64, id: Option<ContentId>, limit: usize) {
        self.parsed += 1;
        let size = size(&file.text);
        // Another thread may have parsed the same text at the same time.
        let same = self
            .by_hash
            .get(&hash)
            .into_iter()
            .flatten()
            .copied()
            .find(|it| self.files.get(it).is_some_and(|known| known.file.text == file.text));
        if let Some(number) = same {
            id.into_iter().for_each(|id| self.name(number, id));
            return;
        }
        if size > limit {
            return;
        }
        while self.bytes + size > limit && self.remove_oldest() {}
        let number = self.tick();
        let used = self.tick();
        self.bytes += size;
        self.files.insert(number, CachedFile { file, hash, ids: Vec::new(), used });
        self.by_use.insert(used, number);
        self.by_hash.entry(hash).or_default().push(number);
        if let Some(id) = id {
            self.name(number, id);
        }
    }

    /// Removes the least recently used file. Returns `false` if there is none.
    fn remove_oldest(&mut self) -> bool {
        let Some((_, number)) = self.by_use.pop_first() else { return false };
        let Some(CachedFile { file, hash, ids, .. }) = self.files.remove(&number) else { return true };
        self.bytes -= size(&file.text);
        for id in ids {
            // The id may have moved to another file.
            if self.by_id.get(&id) == Some(&number) {
                self.by_id.remove(&id);
            }
        }
        if let Some(numbers) = self.by_hash.get_mut(&hash) {
            numbers.retain(|&it| it != number);
            if numbers.is_empty() {
                self.by_hash.remove(&hash);
            }
        }
        true
    }
}

impl ParsedText {
    /// Returns the file as the result of a lookup.
    pub(super) fn found(&self, display: Display) -> LookupResult {
        LookupResult::Text { display, text: Arc::clone(&self.text), read: Box::new(self.read.clone()) }
    }
}

fn size(text: &str) -> usize {
    BYTES_PER_FILE + BYTES_PER_BYTE * text.len()
}

impl fmt::Debug for FileCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.lock();
        f.debug_struct("FileCache")
            .field("files", &state.files.len())
            .field("bytes", &state.bytes)
            .field("limit", &self.limit.load(Ordering::Relaxed))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn display() -> Display {
        Display { path: "a.proto".into(), is_built_in: false }
    }

    fn text(number: usize) -> String {
        format!("syntax = \"proto3\"; message M{number} {{}} // {}", "x".repeat(1000))
    }

    const fn id(number: u8) -> ContentId {
        ContentId([number; 20])
    }

    fn text_of(found: LookupResult) -> String {
        match found {
            LookupResult::Text { text, .. } => text.to_string(),
            _ => panic!("it is a text"),
        }
    }

    #[test]
    fn drops_the_least_recently_used_files_first() {
        let limit = 4 * size(&text(10));
        let cache = FileCache::new(limit);
        for number in 10..14 {
            cache.read(false, display(), text(number).as_bytes(), Some(id(number as u8)));
        }
        assert_eq!((cache.len(), cache.parsed()), (4, 4));
        assert!(cache.with_id(id(10)).is_some());
        cache.read(false, display(), text(14).as_bytes(), Some(id(14)));
        assert!(cache.with_id(id(11)).is_none() && cache.with_id(id(10)).is_some());
        assert_eq!((cache.len(), cache.parsed()), (4, 5));
        for number in 20..90 {
            cache.read(false, display(), text(number).as_bytes(), None);
            assert!(cache.bytes() <= limit);
        }
        let state = cache.lock();
        assert_eq!((state.files.len(), state.by_use.len(), state.by_hash.len(), state.by_id.len()), (4, 4, 4, 0));
        assert_eq!(state.bytes, limit);
    }

    #[test]
    fn parses_equal_texts_once() {
        let cache = FileCache::new(1 << 20);
        for (given, number) in [(Some(id(1)), 1), (None, 1), (Some(id(2)), 1), (Some(id(3)), 3), (None, 3)] {
            assert_eq!(text_of(cache.read(false, display(), text(number).as_bytes(), given)), text(number));
        }
        assert_eq!((cache.len(), cache.parsed()), (2, 2));
        assert_eq!(cache.with_id(id(2)).map(|file| file.text.to_string()), Some(text(1)));
        // An id that moves to another content does not go with the first one.
        assert_eq!(text_of(cache.read(false, display(), text(3).as_bytes(), Some(id(1)))), text(3));
        assert_eq!(cache.with_id(id(1)).map(|file| file.text.to_string()), Some(text(3)));
    }

    #[test]
    fn does_not_keep_unreadable_or_long_texts() {
        let cache = FileCache::new(2000);
        assert!(matches!(cache.read(false, display(), b"\xff", Some(id(1))), LookupResult::NotUtf8 { .. }));
        assert_eq!(text_of(cache.read(false, display(), text(1).as_bytes(), Some(id(2)))), text(1));
        assert!(cache.is_empty() && cache.with_id(id(1)).is_none() && cache.with_id(id(2)).is_none());
    }
}
