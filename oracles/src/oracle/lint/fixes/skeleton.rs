//! Descriptors without names: what must be equal before and after fixes.
//!
//! protoc's descriptors are read by a parser that shares no code with protoward. Every name of a declaration is left out, and
//! every reference is the place of what it refers to, so that two files are equal if they differ in names alone.

use std::collections::{BTreeMap, BTreeSet};

use protoward_kit::wire::varint;

/// The contents of protoc's descriptor set.
#[derive(Debug, Default)]
pub(super) struct Skeleton {
    pub(super) files: BTreeMap<String, FileSkeleton>,
}

/// A file without names.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct FileSkeleton {
    /// Everything but names, package, imports, options, syntax and comments.
    pub(super) bytes: Vec<u8>,
    pub(super) package: String,
    pub(super) imports: BTreeSet<String>,
    /// The file options, by number.
    pub(super) options: BTreeMap<u64, Vec<u8>>,
    /// The names of declarations by path, such as `4/0/2/1`. Names that follow from others are left out.
    pub(super) names: BTreeMap<String, String>,
    /// The numbers of the values of each enum in source order, by the path of the enum.
    pub(super) values: BTreeMap<String, Vec<u64>>,
    /// The comments before and after declarations, by path.
    pub(super) comments: BTreeMap<String, (String, String)>,
}

/// A field of a message.
#[derive(Debug, Clone, Copy)]
struct Field<'a> {
    number: u64,
    value: u64,
    bytes: &'a [u8],
    raw: &'a [u8],
}

/// A kind of descriptor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DeclarationKind {
    File,
    Message,
    Field,
    Enum,
    Value,
    Oneof,
    Service,
    Method,
}

impl DeclarationKind {
    /// Returns the kind of a nested declaration.
    const fn inner(self, number: u64) -> Option<DeclarationKind> {
        match (self, number) {
            (DeclarationKind::File, 4) | (DeclarationKind::Message, 3) => Some(DeclarationKind::Message),
            (DeclarationKind::File, 5) | (DeclarationKind::Message, 4) => Some(DeclarationKind::Enum),
            (DeclarationKind::File, 6) => Some(DeclarationKind::Service),
            (DeclarationKind::File, 7) | (DeclarationKind::Message, 2 | 6) => Some(DeclarationKind::Field),
            (DeclarationKind::Message, 8) => Some(DeclarationKind::Oneof),
            (DeclarationKind::Enum, 2) => Some(DeclarationKind::Value),
            (DeclarationKind::Service, 2) => Some(DeclarationKind::Method),
            _ => None,
        }
    }

    /// Returns `true` for a field that holds the full name of a type.
    const fn is_reference(self, number: u64) -> bool {
        matches!((self, number), (DeclarationKind::Field, 2 | 6) | (DeclarationKind::Method, 2 | 3))
    }
}

/// The places of types and of enum values by full name.
#[derive(Debug, Default)]
struct Places {
    types: BTreeMap<String, String>,
    /// Enum values by the full name of their enum and their own name: the number.
    values: BTreeMap<(String, String), u64>,
}

impl Skeleton {
    /// Reads a descriptor set. Returns `None` if it is not one.
    pub(super) fn of(set: &[u8]) -> Option<Skeleton> {
        let files: Vec<&[u8]> = fields(set)?.iter().filter(|it| it.number == 1).map(|it| it.bytes).collect();
        let mut places = Places::default();
        for file in &files {
            let name = text(file, 1)?;
            let package = text(file, 2).unwrap_or_default();
            places.add(file, DeclarationKind::File, &package, &name)?;
        }
        let mut skeleton = Skeleton::default();
        for file in files {
            skeleton.files.insert(text(file, 1)?, FileSkeleton::of(file, &places)?);
        }
        Some(skeleton)
    }
}

impl Places {
    fn add(&mut self, bytes: &[u8], kind: DeclarationKind, scope: &str, place: &str) -> Option<()> {
        let mut indexes: BTreeMap<u64, usize> = BTreeMap::new();
        for field in fields(bytes)? {
            let Some(inner @ (DeclarationKind::Message | DeclarationKind::Enum)) = kind.inner(field.number) else {
                continue;
            };
            let index = indexes.entry(field.number).or_default();
            let name = text(field.bytes, 1)?;
            let place = format!("{place}/{}/{index}", field.number);
            *index += 1;
            let full = if scope.is_empty() { name } else { format!("{scope}.{name}") };
            if inner == DeclarationKind::Enum {
                for value in fields(field.bytes)?.iter().filter(|it| it.number == 2) {
                    let number = number(value.bytes, 2)?;
                    self.values.insert((full.clone(), text(value.bytes, 1)?), number);
                }
            }
            self.add(field.bytes, inner, &full, &place)?;
            self.types.insert(full, place);
        }
        Some(())
    }

    fn of(&self, full_name: &[u8]) -> Option<&str> {
        let name = std::str::from_utf8(full_name).ok()?;
        self.types.get(name.trim_start_matches('.')).map(String::as_str)
    }
}

impl FileSkeleton {
    fn of(file: &[u8], places: &Places) -> Option<FileSkeleton> {
        let mut skeleton = FileSkeleton { package: text(file, 2).unwrap_or_default(), ..FileSkeleton::default() };
        for field in fields(file)? {
            match field.number {
                3 | 15 => _ = skeleton.imports.insert(String::from_utf8_lossy(field.bytes).into_owned()),
                8 => {
                    for option in fields(field.bytes)? {
                        skeleton.options.entry(option.number).or_default().extend_from_slice(option.raw);
                    }
                }
                9 => skeleton.read_comments(field.bytes)?,
                _ => {}
            }
        }
        skeleton.bytes = skeleton.declaration(file, DeclarationKind::File, "", places)?;
        Some(skeleton)
    }

    fn declaration(&mut self, bytes: &[u8], kind: DeclarationKind, path: &str, places: &Places) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        let mut indexes: BTreeMap<u64, usize> = BTreeMap::new();
        let mut values = Vec::new();
        let name = text(bytes, 1).unwrap_or_default();
        let ty = text(bytes, 6).unwrap_or_default();
        for field in fields(bytes)? {
            if kind == DeclarationKind::File && matches!(field.number, 1 | 2 | 3 | 8 | 9 | 10 | 11 | 12 | 15) {
                continue;
            }
            if let Some(inner) = kind.inner(field.number) {
                let path = match inner {
                    // Fixes may change the order of values, but not their numbers.
                    DeclarationKind::Value => format!("{path}2/{}", value_key(field.bytes, &values)?),
                    _ => format!("{path}{}/{}", field.number, indexes.entry(field.number).or_default()),
                };
                *indexes.entry(field.number).or_default() += 1;
                let inner_bytes = self.declaration(field.bytes, inner, &format!("{path}/"), places)?;
                if inner == DeclarationKind::Oneof && is_synthetic(bytes, indexes[&field.number] as u64 - 1)? {
                    self.names.remove(&path);
                }
                if inner == DeclarationKind::Value {
                    values.push((number(field.bytes, 2)?, inner_bytes));
                } else {
                    push(&mut out, field.number, &inner_bytes);
                }
                continue;
            }
            match (kind, field.number) {
                (_, 1) => {}
                (DeclarationKind::Field, 7) if number(bytes, 5) == Some(14) => {
                    let key =
                        (ty.trim_start_matches('.').to_owned(), String::from_utf8_lossy(field.bytes).into_owned());
                    push(&mut out, 7, places.values.get(&key)?.to_string().as_bytes());
                }
                (DeclarationKind::Field, 10) if field.bytes == json_name(&name).as_bytes() => {}
                (_, reference) if kind.is_reference(reference) => {
                    let place = places.of(field.bytes);
                    push(&mut out, field.number, place.map_or(field.bytes, str::as_bytes));
                }
                _ => out.extend_from_slice(field.raw),
            }
        }
        if kind == DeclarationKind::Enum {
            self.values.insert(path.trim_end_matches('/').to_owned(), values.iter().map(|it| it.0).collect());
            // Another order is compared separately.
            values.sort();
            values.iter().for_each(|(_, value)| push(&mut out, 2, value));
        }
        if kind != DeclarationKind::File && !is_derived(kind, bytes, &name)? {
            self.names.insert(path.trim_end_matches('/').to_owned(), name);
        }
        Some(out)
    }

    fn read_comments(&mut self, info: &[u8]) -> Option<()> {
        for location in fields(info)?.iter().filter(|it| it.number == 1) {
            let mut path = Vec::new();
            let mut before = String::new();
            let mut after = String::new();
            for field in fields(location.bytes)? {
                match field.number {
                    1 => path = varints(field.bytes)?,
                    3 => before = String::from_utf8_lossy(field.bytes).into_owned(),
                    4 => after = String::from_utf8_lossy(field.bytes).into_owned(),
                    _ => {}
                }
            }
            // Statements of the file, such as imports, come and go.
            let is_declaration = path.len() >= 2 && path.len().is_multiple_of(2) && matches!(path[0], 4..=7);
            if is_declaration && !(before.is_empty() && after.is_empty()) {
                let path: Vec<String> = path.iter().map(u64::to_string).collect();
                self.comments.insert(path.join("/"), (before, after));
            }
        }
        Some(())
    }
}

/// Returns the key of an enum value: its number, and how many values before it have that number.
fn value_key(value: &[u8], before: &[(u64, Vec<u8>)]) -> Option<String> {
    let number = number(value, 2)?;
    Some(format!("{number}.{}", before.iter().filter(|it| it.0 == number).count()))
}

/// Returns `true` for the oneof of an `optional` field, whose name follows from that of the field.
fn is_synthetic(message: &[u8], oneof: u64) -> Option<bool> {
    let mut members = fields(message)?.into_iter().filter(|it| it.number == 2);
    Some(members.any(|it| number(it.bytes, 17) == Some(1) && number(it.bytes, 9) == Some(oneof)))
}

/// Returns `true` for a name that follows from that of a field: of a map entry, or the field of a group.
fn is_derived(kind: DeclarationKind, bytes: &[u8], name: &str) -> Option<bool> {
    Some(match kind {
        DeclarationKind::Message => fields(bytes)?.iter().any(|it| {
            it.number == 7 && fields(it.bytes).is_some_and(|it| it.iter().any(|it| it.number == 7 && it.value == 1))
        }),
        DeclarationKind::Field => {
            let ty = text(bytes, 6).unwrap_or_default();
            let last = ty.rsplit('.').next().unwrap_or_default();
            number(bytes, 5) == Some(10) && last.to_ascii_lowercase() == name
        }
        _ => false,
    })
}

/// Derives a JSON name as protoc does.
fn json_name(name: &str) -> String {
    let mut json = String::new();
    let mut is_after = false;
    for letter in name.chars() {
        match letter {
            '_' => is_after = true,
            letter => {
                json.push(if is_after { letter.to_ascii_uppercase() } else { letter });
                is_after = false;
            }
        }
    }
    json
}

fn text(bytes: &[u8], number: u64) -> Option<String> {
    let field = fields(bytes)?.into_iter().find(|it| it.number == number)?;
    String::from_utf8(field.bytes.to_vec()).ok()
}

fn number(bytes: &[u8], number: u64) -> Option<u64> {
    fields(bytes)?.into_iter().find(|it| it.number == number).map(|it| it.value)
}

fn push(out: &mut Vec<u8>, number: u64, bytes: &[u8]) {
    out.extend_from_slice(&number.to_le_bytes());
    out.extend_from_slice(&bytes.len().to_le_bytes());
    out.extend_from_slice(bytes);
}

/// Returns the fields of a message, or `None` if the bytes are not one. Groups are not read.
fn fields(bytes: &[u8]) -> Option<Vec<Field<'_>>> {
    let mut all = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let start = rest;
        let tag = varint(&mut rest)?;
        let (mut value, mut bytes): (u64, &[u8]) = (0, &[]);
        match tag & 7 {
            0 => value = varint(&mut rest)?,
            1 => (bytes, rest) = rest.split_at_checked(8)?,
            2 => {
                let length = usize::try_from(varint(&mut rest)?).ok()?;
                (bytes, rest) = rest.split_at_checked(length)?;
            }
            5 => (bytes, rest) = rest.split_at_checked(4)?,
            _ => return None,
        }
        all.push(Field { number: tag >> 3, value, bytes, raw: &start[..start.len() - rest.len()] });
    }
    Some(all)
}

fn varints(mut bytes: &[u8]) -> Option<Vec<u64>> {
    let mut all = Vec::new();
    while !bytes.is_empty() {
        all.push(varint(&mut bytes)?);
    }
    Some(all)
}
