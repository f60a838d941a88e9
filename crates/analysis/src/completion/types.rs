//! Types, those first that are probably meant.

use std::collections::{BTreeSet, HashMap};

use super::{Completion, CompletionKind, Place, starts_with};
use crate::collect::SCALARS;
use crate::file::{DeclarationKind, ReferenceKind, outwards, qualified};
use crate::workspace::{Analysis, FileId, Target};

/// The types that may stand at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Any type of a field.
    Field,
    /// A message.
    Message,
}

/// Scalar types that most schemas use.
const COMMON: [&str; 4] = ["string", "int32", "int64", "bool"];

impl Place<'_> {
    /// Returns the types that match the written word, best first.
    pub(super) fn types(self, wanted: Wanted) -> Vec<Completion> {
        let ranking = Ranking::new(self);
        let mut found: Vec<(i32, Completion)> = Vec::new();
        if wanted == Wanted::Field {
            for scalar in SCALARS.iter().filter(|scalar| starts_with(scalar, self.context.word)) {
                let rank = if COMMON.contains(scalar) { -6 } else { 1 };
                found.push((rank, Completion::new(CompletionKind::Scalar, *scalar, "scalar type")));
            }
        }
        for (full_name, targets) in self.analysis.all_names() {
            let is_wanted = |target: &&Target| match self.analysis.declaration(**target).kind {
                DeclarationKind::Message => true,
                DeclarationKind::Enum => wanted == Wanted::Field,
                _ => false,
            };
            let Some(&target) = targets.iter().filter(is_wanted).min_by_key(|it| !ranking.visible.contains(&it.file))
            else {
                continue;
            };
            if let Some(text) = ranking.spelling(full_name, target, self.context.word) {
                let is_enum = self.analysis.declaration(target).kind == DeclarationKind::Enum;
                let kind = if is_enum { CompletionKind::Enum } else { CompletionKind::Message };
                let import =
                    (!ranking.visible.contains(&target.file)).then(|| self.analysis.file(target.file).name.clone());
                let completion = Completion { import, ..Completion::new(kind, text, full_name) };
                found.push((ranking.rank(full_name, target), completion));
            }
        }
        found.sort_by(|(rank, one), (other_rank, other)| {
            (rank, one.text.len(), &one.text).cmp(&(other_rank, other.text.len(), &other.text))
        });
        found.into_iter().map(|(_, completion)| completion).collect()
    }
}

/// The evidence in a file for the type that is probably meant next.
struct Ranking<'a> {
    analysis: &'a Analysis,
    file: FileId,
    visible: BTreeSet<FileId>,
    /// The scope around the place.
    scope: String,
    /// How often the file uses each type.
    uses: HashMap<Target, i32>,
    /// The files with a type that is used.
    used_files: BTreeSet<FileId>,
    direct: BTreeSet<FileId>,
    /// The names that the type probably has, from the method or field that it belongs to.
    likely: Vec<String>,
}

impl<'a> Ranking<'a> {
    fn new(place: Place<'a>) -> Self {
        let Place { analysis, file, context, offset } = place;
        let own = analysis.file(file);
        let mut uses: HashMap<Target, i32> = HashMap::new();
        let is_type = |kind: ReferenceKind| matches!(kind, ReferenceKind::FieldType | ReferenceKind::MethodType);
        for reference in own.references.iter().filter(|it| is_type(it.kind)) {
            // The word at the place is no use of the type that it starts.
            if (reference.path.span.start as usize..=reference.path.span.end as usize).contains(&offset) {
                continue;
            }
            if let Some(target) = analysis.meaning(file, reference) {
                *uses.entry(target).or_default() += 1;
            }
        }
        let used_files = uses.keys().map(|target| target.file).collect();
        let direct = own.imports.iter().filter_map(|import| analysis.find_file(&import.name)).collect();
        let around = own
            .iter()
            .filter(|(_, it)| it.kind.is_type() && (it.span.start as usize) < offset && offset <= it.span.end as usize);
        let scope = own.scope_name(around.last().map(|(id, _)| id));
        let likely = likely(&own.text, context.replace.end as usize, &context.statement);
        Self { analysis, file, visible: analysis.visible(file), scope, uses, used_files, direct, likely }
    }

    /// Returns the text for a type if it matches a word: the shortest name that means it in this scope.
    fn spelling(&self, full_name: &str, target: Target, word: &str) -> Option<String> {
        let (_, simple) = full_name.rsplit_once('.').unwrap_or(("", full_name));
        let is_absolute = word.starts_with('.');
        if is_absolute {
            return starts_with(full_name, &word[1..]).then(|| format!(".{full_name}"));
        }
        let matches = starts_with(full_name, word)
            || !word.contains('.') && starts_with(simple, word)
            || word.contains('.') && self.scopes().any(|scope| starts_with(full_name, &qualified(scope, word)));
        matches.then(|| self.shortest(full_name, target, word))
    }

    /// Returns the shortest name of a type that starts with the written components, if it has some.
    fn shortest(&self, full_name: &str, target: Target, word: &str) -> String {
        for scope in self.scopes() {
            let relative = match scope {
                "" => Some(full_name),
                scope => full_name.strip_prefix(scope).and_then(|rest| rest.strip_prefix('.')),
            };
            let Some(relative) = relative else { continue };
            let keeps_word = !word.contains('.') || starts_with(relative, word);
            if keeps_word && self.means(relative, target) {
                return relative.to_owned();
            }
        }
        format!(".{full_name}")
    }

    /// Returns `true` if no inner scope hides the first component of a relative name.
    fn means(&self, relative: &str, target: Target) -> bool {
        let first = relative.split('.').next().unwrap_or(relative);
        let full_name = self.analysis.full_name(target);
        for scope in self.scopes() {
            let candidate = qualified(scope, first);
            let is_known = self
                .analysis
                .named(&candidate)
                .iter()
                .any(|it| self.visible.contains(&it.file) || it.file == target.file)
                || relative.contains('.') && self.analysis.has_package(&candidate, &self.visible);
            if is_known || full_name.starts_with(&*candidate) && qualified(scope, relative) == full_name {
                return qualified(scope, relative) == full_name;
            }
        }
        true
    }

    fn scopes(&self) -> impl Iterator<Item = &str> {
        outwards(&self.scope)
    }

    /// Returns the rank of a type; smaller is better.
    fn rank(&self, full_name: &str, target: Target) -> i32 {
        let simple = full_name.rsplit('.').next().unwrap_or(full_name);
        let uses = self.uses.get(&target).copied().unwrap_or_default();
        let is_own = target.file == self.file;
        let mut rank = match () {
            () if uses > 0 => -20 - uses.min(10),
            () if is_own => -25,
            // An import that is not needed yet was probably written for what follows.
            () if self.direct.contains(&target.file) && !self.used_files.contains(&target.file) => -28,
            () if self.direct.contains(&target.file) => -12,
            () if self.visible.contains(&target.file) => -8,
            () if self.analysis.file(target.file).package == self.analysis.file(self.file).package => 0,
            () => 20,
        };
        if full_name.strip_prefix(&*self.scope).is_some_and(|rest| rest.strip_prefix('.') == Some(simple)) {
            rank -= 4;
        }
        if let Some(position) = self.likely.iter().position(|likely| likely.eq_ignore_ascii_case(simple)) {
            rank -= 100 - position as i32;
        } else if self.likely.iter().any(|likely| ends_alike(likely, simple)) {
            rank -= 15;
        }
        rank
    }
}

/// Returns `true` if one name ends with the other one, which has at least four letters.
fn ends_alike(one: &str, other: &str) -> bool {
    let (long, short) = if one.len() >= other.len() { (one, other) } else { (other, one) };
    short.len() >= 4
        && long.is_char_boundary(long.len() - short.len())
        && long[long.len() - short.len()..].eq_ignore_ascii_case(short)
}

/// Returns names that a type probably has: `GetUserRequest` in `rpc GetUser(`, `UserStatus` in front of `user_status = 1`.
fn likely(text: &str, end: usize, statement: &[&str]) -> Vec<String> {
    if let ["rpc", method, rest @ ..] = statement {
        let is_response = rest.contains(&"returns");
        let endings: &[&str] = if is_response { &["Response", "Reply", "Result"] } else { &["Request"] };
        let noun = method
            .trim_start_matches(|it: char| it.is_ascii_uppercase())
            .trim_start_matches(|it: char| it.is_ascii_lowercase());
        let mut names: Vec<String> = endings.iter().map(|ending| format!("{method}{ending}")).collect();
        if is_response {
            names.extend([
                noun.to_owned(),
                noun.trim_end_matches('s').to_owned(),
                "Empty".to_owned(),
                "Operation".to_owned(),
            ]);
        }
        return names;
    }
    let rest = text.get(end..).unwrap_or_default();
    let line = rest.lines().next().unwrap_or_default();
    let line = line.trim_start_matches(|it: char| it.is_whitespace() || it == '>');
    let name: String = line.chars().take_while(|it| it.is_ascii_alphanumeric() || *it == '_').collect();
    let pascal: String = name.split('_').map(capitalized).collect();
    let singular = pascal
        .strip_suffix("ies")
        .map(|stem| format!("{stem}y"))
        .or_else(|| pascal.strip_suffix('s').map(str::to_owned));
    let last = name.rsplit('_').next().map(capitalized).filter(|last| last.len() > 2);
    let mut names: Vec<String> =
        [pascal].into_iter().chain(singular).chain(last).filter(|name| !name.is_empty()).collect();
    for (ending, ty) in [
        ("_time", "Timestamp"),
        ("_at", "Timestamp"),
        ("_duration", "Duration"),
        ("_ttl", "Duration"),
        ("timeout", "Duration"),
        ("_mask", "FieldMask"),
        ("labels", "Struct"),
    ] {
        if name.ends_with(ending) {
            names.push(ty.to_owned());
        }
    }
    names
}

fn capitalized(part: &str) -> String {
    let mut letters = part.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}
