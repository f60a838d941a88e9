//! Types as proposals, those first that are probably meant, by their names, uses and imports.

use std::collections::{BTreeSet, HashMap};

use super::fitting::{Fitting, Wanted};
use super::{Completion, CompletionKind, MAX_PROPOSALS, Place, mixed, starts_with};
use crate::collect::SCALARS;
use crate::file::{DeclarationKind, ReferenceKind, outwards, qualified};
use crate::workspace::{Analysis, FileId, Target};

/// Scalar types that most schemas use, the most frequent first.
const COMMON: [&str; 7] = ["string", "int32", "bool", "int64", "uint32", "bytes", "double"];

/// The maximum number of types, in the order of their ranks, for which it is checked whether they compile at the place.
const CONSIDERED: usize = 5 * MAX_PROPOSALS;

/// The rank of a type whose name is that of the field.
const SAME_NAME: i32 = -60;

impl<'a> Place<'a> {
    /// Returns the types that match the written word and compile, best first.
    pub(super) fn types(self, wanted: Wanted) -> Vec<Completion> {
        let ranking = Ranking::new(self, wanted);
        let mut found: Vec<(i32, Candidate<'_>)> = Vec::new();
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
            if ranking.matches(full_name, self.context.word) {
                found.push((ranking.rank(full_name, target), Candidate { name: full_name, target }));
            }
        }
        let key = |(rank, candidate): &(i32, Candidate<'a>)| (*rank, candidate.simple().len(), candidate.name);
        // Few messages have extensions, but nearly all other types fit.
        if found.len() > CONSIDERED && wanted != Wanted::Extendee {
            found.select_nth_unstable_by(CONSIDERED, |one, other| key(one).cmp(&key(other)));
            found.truncate(CONSIDERED);
        }
        found.sort_unstable_by(|one, other| key(one).cmp(&key(other)));
        let mut fitting = Fitting::new(self, wanted);
        // More are never shown, and finding out how to spell a name takes longer than ranking it.
        let fit = found.into_iter().filter(|(_, candidate)| fitting.fits(candidate.target)).take(MAX_PROPOSALS + 1);
        let fit: Vec<_> = fit.collect();
        let is_named = fit.first().is_some_and(|(rank, _)| *rank < SAME_NAME);
        let types = fit.into_iter().map(|(_, candidate)| ranking.completion(candidate, self.context.word)).collect();
        if wanted != Wanted::Field {
            return types;
        }
        let mut scalars = self.scalars();
        scalars.retain(|scalar| fitting.fits_scalar(&scalar.text));
        // The name of the field shows the type, or else scalars are as frequent as others.
        if is_named { mixed(types, scalars) } else { mixed(scalars, types) }
    }

    /// Returns the scalar types that match the written word. Types that the name of the field contains come first, then the most
    /// frequent ones of the file.
    fn scalars(self) -> Vec<Completion> {
        let uses = self.uses_of_words();
        let mut scalars: Vec<&str> = SCALARS.iter().copied().filter(|it| starts_with(it, self.context.word)).collect();
        let place = |scalar: &str| COMMON.iter().position(|common| *common == scalar).unwrap_or(COMMON.len());
        let name = self.text_behind();
        let name = name.split(|it: char| !it.is_ascii_alphanumeric() && it != '_').next().unwrap_or_default();
        let is_named = |scalar: &str| name.split('_').any(|word| word == scalar);
        scalars.sort_by_key(|scalar| {
            (!is_named(scalar), std::cmp::Reverse(uses.get(scalar).copied().unwrap_or_default()), place(scalar))
        });
        scalars.into_iter().map(|name| Completion::new(CompletionKind::Scalar, name, "scalar type")).collect()
    }
}

/// A type that matches the written word.
#[derive(Clone, Copy, Debug)]
struct Candidate<'a> {
    /// The full name.
    name: &'a str,
    target: Target,
}

impl<'a> Candidate<'a> {
    fn simple(&self) -> &'a str {
        self.name.rsplit('.').next().unwrap_or(self.name)
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
    /// The files with a type or an option that is used.
    used_files: BTreeSet<FileId>,
    direct: BTreeSet<FileId>,
    /// The names that the type probably has, from the method or field that it belongs to.
    likely: Vec<String>,
    /// The words of the name of the field or method.
    words: Vec<&'a str>,
    wanted: Wanted,
}

impl<'a> Ranking<'a> {
    fn new(place: Place<'a>, wanted: Wanted) -> Self {
        let Place { analysis, file, context, offset } = place;
        let own = analysis.file(file);
        let mut uses: HashMap<Target, i32> = HashMap::new();
        let is_type = |kind: ReferenceKind| {
            matches!(kind, ReferenceKind::FieldType | ReferenceKind::MapValueType | ReferenceKind::MethodType)
        };
        for reference in own.references.iter().filter(|it| is_type(it.kind)) {
            // The word at the place is no use of the type that it starts.
            if (reference.path.span.start as usize..=reference.path.span.end as usize).contains(&offset) {
                continue;
            }
            if let Some(target) = analysis.meaning(file, reference) {
                *uses.entry(target).or_default() += 1;
            }
        }
        let mut used_files: BTreeSet<FileId> = uses.keys().map(|target| target.file).collect();
        // Most imports of annotations are there for options.
        let extensions = own.references.iter().filter(|it| it.kind == ReferenceKind::Extension);
        used_files.extend(extensions.filter_map(|it| analysis.meaning(file, it)).map(|target| target.file));
        let direct = own.imports.iter().filter_map(|import| analysis.find_file(&import.name)).collect();
        let around = own
            .iter()
            .filter(|(_, it)| it.kind.is_type() && (it.span.start as usize) < offset && offset <= it.span.end as usize);
        let scope = own.scope_name(around.last().map(|(id, _)| id));
        let name = name_of(&own.text, context.replace.end as usize, &context.statement);
        let likely = likely(name, &context.statement);
        let mut words = words(name);
        words.extend(request(&context.statement).into_iter().flat_map(self::words));
        Self { analysis, file, visible: analysis.visible(file), scope, uses, used_files, direct, likely, words, wanted }
    }

    /// Returns `true` if a type can be written with a word at its start.
    fn matches(&self, full_name: &str, word: &str) -> bool {
        let simple = full_name.rsplit('.').next().unwrap_or(full_name);
        match word.strip_prefix('.') {
            Some(absolute) => starts_with(full_name, absolute),
            None => {
                starts_with(full_name, word)
                    || !word.contains('.') && (starts_with(simple, word) || self.is_inside(full_name, word))
                    || word.contains('.') && self.scopes().any(|scope| starts_with(full_name, &qualified(scope, word)))
            }
        }
    }

    /// Returns `true` if a word starts the name of a message around a type that this file declares or sees in its package.
    fn is_inside(&self, full_name: &str, word: &str) -> bool {
        let package = &self.analysis.file(self.file).package;
        let relative = full_name.strip_prefix(package.as_str()).and_then(|rest| rest.strip_prefix('.'));
        !word.is_empty() && relative.is_some_and(|relative| starts_with(relative, word))
    }

    /// Returns the proposal of a type: the shortest name that means it in this scope.
    fn completion(&self, candidate: Candidate<'_>, word: &str) -> Completion {
        let Candidate { name, target } = candidate;
        let text = if word.starts_with('.') { format!(".{name}") } else { self.shortest(name, target, word) };
        let is_enum = self.analysis.declaration(target).kind == DeclarationKind::Enum;
        let kind = if is_enum { CompletionKind::Enum } else { CompletionKind::Message };
        let import = (!self.visible.contains(&target.file)).then(|| self.analysis.file(target.file).name.clone());
        Completion { import, ..Completion::new(kind, text, name) }
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
        // A name says little about the types of distant packages, which have every name.
        let nearness = match () {
            () if is_own || self.visible.contains(&target.file) => 100,
            () if rank == 0 => 60,
            () => 22,
        };
        let is_near = nearness > 22;
        if let Some(position) = self.likely.iter().position(|likely| likely.eq_ignore_ascii_case(simple)) {
            rank -= nearness - position as i32;
        } else if is_near && self.likely.iter().any(|likely| ends_alike(likely, simple)) {
            rank -= 15;
        }
        let shared = self.words.iter().filter(|word| has_word(simple, word)).count() as i32;
        if is_near {
            rank -= 7 * shared.min(5);
        }
        let is_of_method = ["Request", "Response"].iter().any(|ending| simple.ends_with(ending));
        if is_of_method && self.wanted == Wanted::Field && shared < 2 {
            rank += 12;
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

/// Returns the name of the method, or of the field that follows the type.
fn name_of<'t>(text: &'t str, end: usize, statement: &[&'t str]) -> &'t str {
    if let ["rpc", method, ..] = statement {
        return method;
    }
    let rest = text.get(end..).unwrap_or_default();
    let line = rest.lines().next().unwrap_or_default();
    let line = line.trim_start_matches(|it: char| it.is_whitespace() || it == '>');
    let end = line.find(|it: char| !it.is_ascii_alphanumeric() && it != '_').unwrap_or(line.len());
    &line[..end]
}

/// Returns a name without its first word.
fn without_verb(name: &str) -> &str {
    name.trim_start_matches(|it: char| it.is_ascii_uppercase()).trim_start_matches(|it: char| it.is_ascii_lowercase())
}

/// Returns the simple name of the request of a method whose response follows.
fn request<'t>(statement: &[&'t str]) -> Option<&'t str> {
    let [.., request, ")", "returns", "("] = statement else { return None };
    request.rsplit('.').next()
}

/// Returns the words of a name that say something: those with at least two letters, without the `s` of a plural.
fn words(name: &str) -> Vec<&str> {
    let is_boundary = |at: &usize| {
        // Text that is no name yet may have any character.
        let Some((before, after)) = name.split_at_checked(*at) else { return false };
        after.is_empty()
            || after.starts_with('_')
            || before.ends_with(|it: char| it.is_ascii_lowercase())
                && after.starts_with(|it: char| it.is_ascii_uppercase())
    };
    let mut start = 0;
    let mut words = Vec::new();
    for end in (1..=name.len()).filter(is_boundary) {
        words.push(name[start..end].trim_matches('_').trim_end_matches('s'));
        start = end;
    }
    words.retain(|word| word.len() >= 2 && *word != "Request");
    words
}

/// Returns `true` if a word is at the start of one of the words of a name in camel case.
fn has_word(name: &str, word: &str) -> bool {
    let is_start = |(at, letter): &(usize, char)| *at == 0 || letter.is_ascii_uppercase();
    name.char_indices().filter(is_start).any(|(at, _)| starts_with(&name[at..], word))
}

/// Returns names that a type probably has: `GetUserRequest` in `rpc GetUser(`, `UserStatus` in front of `user_status = 1`.
fn likely(name: &str, statement: &[&str]) -> Vec<String> {
    if let ["rpc", method, rest @ ..] = statement {
        let is_response = rest.contains(&"returns");
        let endings: &[&str] = if is_response { &["Response", "Reply", "Result"] } else { &["Request"] };
        let noun = without_verb(method);
        let mut names: Vec<String> = endings.iter().map(|ending| format!("{method}{ending}")).collect();
        if is_response {
            let of_request = request(statement).map(|name| without_verb(name.trim_end_matches("Request")).to_owned());
            names.extend(of_request);
            names.extend([
                noun.to_owned(),
                noun.trim_end_matches('s').to_owned(),
                "Empty".to_owned(),
                "Operation".to_owned(),
            ]);
        }
        return names;
    }
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
