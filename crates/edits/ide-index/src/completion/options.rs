//! Names and values of options, and fields of messages in text format.

use super::context::TextMessage;
use super::field_type::FieldType;
use super::importable::Importable;
use super::written::Written;
use super::{Completion, CompletionKind, Place, options_message, starts_with};
use crate::collect::SCALARS;
use crate::file::{DeclarationId, DeclarationKind, ReferenceKind, outwards, qualified};
use crate::workspace::Target;
use protoward_syntax::ast::Span;

/// The options that are set most often, the most frequent first.
const FREQUENT: [&str; 14] = [
    "go_package",
    "java_package",
    "java_multiple_files",
    "java_outer_classname",
    "csharp_namespace",
    "deprecated",
    "features",
    "packed",
    "optimize_for",
    "php_namespace",
    "ruby_package",
    "objc_class_prefix",
    "cc_enable_arenas",
    "jstype",
];

impl Place<'_> {
    /// Returns what may follow in an option of a message of `descriptor.proto`, behind its tokens so far.
    pub(super) fn option(self, tokens: &[&str], options: &str) -> Vec<Completion> {
        let Some(holder) = self.analysis.named(&qualified("google.protobuf", options)).first().copied() else {
            return Vec::new();
        };
        match tokens.iter().position(|token| *token == "=") {
            Some(equals) => match self.option_field(&tokens[..equals], "", holder) {
                Some(field) => {
                    let mut values = self.values_of_field(field);
                    let name = tokens[..equals].concat();
                    values.retain(|value| !name.starts_with("features.") || self.feature_may_be(&name, &value.text));
                    // Declared extensions are verified.
                    values.retain(|value| value.text != "UNVERIFIED" || !self.declares_extensions());
                    values
                }
                None => Vec::new(),
            },
            None => self.option_names(tokens, holder),
        }
    }

    /// Returns what may follow in an option of a field, behind its tokens so far.
    pub(super) fn field_option(self, tokens: &[&str]) -> Vec<Completion> {
        match tokens {
            ["default", "=", ..] => match self.type_before() {
                Some(FieldType::Enum(_, target)) if !self.is_negative() => self.values(target),
                Some(FieldType::Scalar(scalar)) => self.words_of(scalar),
                Some(FieldType::Enum(..) | FieldType::Message) | None => Vec::new(),
            },
            [] => {
                let mut items = self.pseudo_options();
                items.extend(self.option(tokens, "FieldOptions"));
                self.by_use(items)
            }
            _ => self.option(tokens, "FieldOptions"),
        }
    }

    /// Returns the names that may follow: fields of the options, and extensions of them in parentheses.
    fn option_names(self, tokens: &[&str], holder: Target) -> Vec<Completion> {
        if let [before @ .., "("] = tokens {
            let holder = self.option_type(before, "", holder);
            return holder.map(|holder| self.by_use(self.extensions(holder, false))).unwrap_or_default();
        }
        // A word with dots names parts: `features.field_presence`.
        let word = self.context.word;
        match word.rsplit_once('.') {
            Some((before, last)) => match self.option_type(tokens, before, holder) {
                Some(message) => {
                    let before = &word[..word.len() - last.len()];
                    let fields = self.fields_of(message, last, before, Some(holder));
                    let mut items = self.of_type_first(self.by_use(fields));
                    if last.is_empty() {
                        items.extend(self.parts_in_parentheses(message, before));
                    }
                    items
                }
                None => Vec::new(),
            },
            None if tokens.is_empty() => {
                let mut items = self.features(holder);
                items.extend(self.fields_of(holder, word, "", Some(holder)));
                let is_named = |it: &Completion, name: &str| it.text.split('.').next() == Some(name);
                let place = |it: &Completion| FREQUENT.iter().position(|name| is_named(it, name));
                items.sort_by_key(|it| place(it).unwrap_or(FREQUENT.len()));
                if word.is_empty() {
                    items.extend(self.extensions(holder, true));
                }
                self.by_use(items)
            }
            None => Vec::new(),
        }
    }

    /// Returns the features that the options may set, and those of languages.
    fn features(self, holder: Target) -> Vec<Completion> {
        let is_possible = self.language().is_edition() && starts_with("features", self.context.word);
        let field = self.analysis.member(holder, "features").filter(|_| is_possible);
        let Some(features) = field.and_then(|it| self.analysis.type_of(it)) else { return Vec::new() };
        let mut parts = self.fields_of(features, "", "features.", Some(holder));
        if self.context.word.is_empty() {
            parts.extend(self.parts_in_parentheses(features, "features."));
        }
        parts
    }

    /// Returns the extensions of a message that is a part of an option: `features.(pb.go)`.
    fn parts_in_parentheses(self, message: Target, before: &str) -> Vec<Completion> {
        let extensions = self.extensions(message, true).into_iter();
        extensions.map(|item| Completion { text: format!("{before}{}", item.text), ..item }).collect()
    }

    /// Returns fields of rules, those first that are for the type of the field in front of the offset.
    fn of_type_first(self, mut fields: Vec<Completion>) -> Vec<Completion> {
        let wanted = self.names_of_rules();
        fields.sort_by_key(|it| wanted.iter().all(|name| it.text.trim_start_matches('.') != *name));
        fields
    }

    /// Returns the type of the option that the tokens name, such as `( a . b ) . c`, followed by a name with dots; that of all
    /// options if they name none.
    fn option_type(self, tokens: &[&str], more: &str, holder: Target) -> Option<Target> {
        if tokens.is_empty() && more.is_empty() {
            return Some(holder);
        }
        self.analysis.type_of(self.option_field(tokens, more, holder)?)
    }

    /// Returns the field that is the option which the tokens name.
    fn option_field(self, tokens: &[&str], more: &str, holder: Target) -> Option<Target> {
        let analysis = self.analysis;
        let mut field = None;
        let message = |field: Option<Target>| field.map_or(Some(holder), |field| analysis.type_of(field));
        let mut rest = tokens;
        while let Some((&token, after)) = rest.split_first() {
            rest = after;
            field = match token {
                "." => continue,
                "(" => {
                    let close = rest.iter().position(|token| *token == ")")?;
                    let name: String = rest[..close].concat();
                    rest = &rest[close + 1..];
                    Some(self.extension(&name)?)
                }
                name => Some(analysis.member(message(field)?, name)?),
            };
        }
        for name in more.split('.').filter(|name| !name.is_empty()) {
            field = Some(analysis.member(message(field)?, name)?);
        }
        field
    }

    /// Returns the extension that a name means, from the package outwards.
    pub(super) fn extension(self, name: &str) -> Option<Target> {
        let package = &*self.analysis.file(self.file).package;
        let scopes = outwards(package);
        let absolute = name.strip_prefix('.');
        let mut names = scopes.map(|scope| absolute.map_or_else(|| qualified(scope, name), str::to_owned));
        names.find_map(|name| self.analysis.named(&name).first().copied())
    }

    /// Returns the fields of a message that start with a word, and that may be set in these `options` if they are known.
    fn fields_of(self, message: Target, word: &str, before: &str, options: Option<Target>) -> Vec<Completion> {
        let file = self.analysis.file(message.file);
        let language = self.language();
        let options = options.map(|options| self.analysis.full_name(options));
        let following = self.following();
        let set = self.set_options();
        let is_allowed = |id: DeclarationId| {
            let field = Target { file: message.file, declaration: id };
            if !self.may_precede(field, following) || !set.allow(&format!("{before}{}", file.name_of(id)), field) {
                return false;
            }
            options.as_ref().is_none_or(|options| {
                self.terms(field).allow(options, file.name_of(id), language)
                    && (options != "google.protobuf.FieldOptions"
                        || self.field_may_have(&format!("{before}{}", file.name_of(id))))
                    && match file.name_of(id) {
                        "message_set_wire_format" => !self.is_in_message_with_fields(),
                        "allow_alias" => self.has_equal_numbers(),
                        _ => true,
                    }
            })
        };
        let fields = self.analysis.fields(message).filter(|(id, _)| starts_with(file.name_of(*id), word));
        let fields = fields.filter(|(id, _)| is_allowed(*id)).map(|(id, _)| file.name_of(id));
        let detail = self.analysis.full_name(message);
        fields.map(|name| Completion::new(CompletionKind::Field, format!("{before}{name}"), detail.clone())).collect()
    }

    /// Returns the extensions of a message, in parentheses if these are still missing, and with them the word.
    fn extensions(self, holder: Target, in_parentheses: bool) -> Vec<Completion> {
        let analysis = self.analysis;
        let visible = analysis.visible(self.file);
        let options = analysis.full_name(holder);
        let language = self.language();
        let mut found = Vec::new();
        for (id, file) in analysis.files() {
            // The fields of a block follow the name of what it extends.
            let extendees = file.references.iter().filter(|it| it.kind == ReferenceKind::Extendee);
            let is_of_holder =
                extendees.filter(|it| analysis.meaning(id, it) == Some(holder)).map(|it| it.path.span.end);
            let starts: Vec<u32> = is_of_holder.collect();
            let all: Vec<u32> = file
                .references
                .iter()
                .filter(|it| it.kind == ReferenceKind::Extendee)
                .map(|it| it.path.span.end)
                .collect();
            for (declaration, it) in file.iter().filter(|(_, it)| it.kind == DeclarationKind::Extension) {
                let nearest = all.iter().copied().filter(|&end| end <= it.span.start).max();
                let target = Target { file: id, declaration };
                if nearest.is_some_and(|end| starts.contains(&end))
                    && self.terms(target).allow(&options, file.name_of(declaration), language)
                {
                    found.push((!visible.contains(&id), target));
                }
            }
        }
        found.sort();
        let mut importable = Importable::new(analysis, self.file);
        let following = self.following();
        let set = self.set_options();
        found.retain(|(_, target)| {
            importable.allows(target.file) && self.may_precede(*target, following) && set.allow_extension(*target)
        });
        let proposal = |(is_new, target): (bool, Target)| {
            let full_name = analysis.full_name(target);
            let is_absolute = self.context.word.starts_with('.');
            let text = match (in_parentheses, is_absolute) {
                (true, _) => format!("({full_name})"),
                (false, true) => format!(".{full_name}"),
                (false, false) => full_name.clone(),
            };
            let import = is_new.then(|| analysis.file(target.file).name.clone());
            let matches = in_parentheses
                || starts_with(&text, self.context.word)
                || starts_with(analysis.file(target.file).name_of(target.declaration), self.context.word);
            matches.then(|| Completion { import, ..Completion::new(CompletionKind::Option, text, full_name) })
        };
        found.into_iter().filter_map(proposal).collect()
    }

    /// Returns `true` inside of a range of extensions with declarations.
    fn declares_extensions(self) -> bool {
        let text = &self.analysis.file(self.file).text;
        let Some(start) = text.get(..self.offset).and_then(|before| before.rfind("extensions")) else { return false };
        let mut depth = 0_usize;
        for word in Written(&text[start..]).words() {
            match word {
                "{" => depth += 1,
                "}" => depth = depth.saturating_sub(1),
                ";" if depth == 0 => return false,
                "declaration" if depth == 0 => return true,
                _ => {}
            }
        }
        false
    }

    /// Returns `true` inside of a message with fields, which cannot be one for extensions only.
    fn is_in_message_with_fields(self) -> bool {
        let file = self.analysis.file(self.file);
        let contains = |span: Span| span.range().contains(&self.offset);
        let around = file.iter().filter(|(_, it)| it.kind == DeclarationKind::Message && contains(it.span)).last();
        around.is_some_and(|(declaration, _)| {
            self.analysis.fields(Target { file: self.file, declaration }).next().is_some()
        })
    }

    /// Returns the values of an enum.
    fn values(self, declared: Target) -> Vec<Completion> {
        let file = self.analysis.file(declared.file);
        let values = file.members(Some(declared.declaration)).filter(|(_, it)| it.kind == DeclarationKind::EnumValue);
        let language = self.language();
        let is_current = |declaration| self.terms(Target { file: declared.file, declaration }).has(language);
        let values = values.filter(|(id, _)| is_current(*id));
        let detail = self.analysis.full_name(declared);
        let values = values.map(|(id, _)| Completion::new(CompletionKind::EnumValue, file.name_of(id), detail.clone()));
        self.matching(values.collect())
    }

    /// Returns the words that are values of a field.
    fn values_of_field(self, field: Target) -> Vec<Completion> {
        match self.analysis.type_of(field) {
            Some(_) if self.is_negative() => Vec::new(),
            Some(declared) => self.values(declared),
            // `false` is an error (https://protobuf.dev/programming-guides/enum/).
            None if self.analysis.full_name(field) == "google.protobuf.EnumOptions.allow_alias" => {
                self.matching(vec![Completion::new(CompletionKind::Value, "true", "")])
            }
            None => self.words_of(self.scalar_of(field).unwrap_or_default()),
        }
    }

    /// Returns the words that are values of a scalar type.
    fn words_of(self, scalar: &str) -> Vec<Completion> {
        let words: &[&str] = match scalar {
            "bool" if !self.is_negative() => &["true", "false"],
            "double" | "float" => &["inf", "nan"],
            _ => &[],
        };
        self.matching(words.iter().map(|text| Completion::new(CompletionKind::Value, *text, "")).collect())
    }

    /// Returns `true` behind a minus.
    fn is_negative(self) -> bool {
        self.context.brackets.as_ref().unwrap_or(&self.context.statement).last() == Some(&"-")
            || self.context.statement.last() == Some(&"-")
    }

    /// Returns the scalar type of a field.
    pub(super) fn scalar_of(self, field: Target) -> Option<&'static str> {
        let file = self.analysis.file(field.file);
        let declaration = self.analysis.declaration(field);
        let before = file.text.get(declaration.span.start as usize..declaration.name.start as usize)?;
        before
            .split(|it: char| !it.is_ascii_alphanumeric())
            .find_map(|word| SCALARS.iter().find(|it| **it == word))
            .copied()
    }

    /// Returns the fields, or the values of a field, of the message in text format around the offset.
    pub(super) fn aggregate(self) -> Vec<Completion> {
        let Some(message) = &self.context.message else { return Vec::new() };
        let Some(around) = self.holder(message) else { return Vec::new() };
        match (around, &message.value_of) {
            (Holder::Message(message), Some(name)) => {
                let mut values =
                    self.member(message, name).map(|field| self.values_of_field(field)).unwrap_or_default();
                if self.analysis.full_name(message) == "google.protobuf.FeatureSet" {
                    let feature = format!("features.{}", name.concat());
                    values.retain(|value| self.feature_may_be(&feature, &value.text));
                }
                values
            }
            (Holder::Message(message), None) if self.context.statement.last() == Some(&"[") => {
                self.by_use(self.extensions(message, false))
            }
            (Holder::Message(message), None) => {
                self.of_type_first(self.by_use(self.fields_of(message, self.context.word, "", None)))
            }
            (Holder::EntryOf(field), Some(name)) if name[..] == ["value"] => self.values_of_field(field),
            (Holder::EntryOf(_), Some(_)) => Vec::new(),
            (Holder::EntryOf(_), None) => {
                let names = ["key", "value"].map(|name| Completion::new(CompletionKind::Field, name, "entry of a map"));
                self.matching(names.to_vec())
            }
        }
    }

    /// Returns what a message in text format is.
    fn holder(self, message: &TextMessage<'_>) -> Option<Holder> {
        let TextMessage { block, statement, fields, .. } = message;
        let option = match &self.context.brackets {
            Some(brackets) => &brackets[..],
            None => statement.get(1..)?,
        };
        let options = options_message(*block, statement.first().copied(), self.context.brackets.is_some());
        let holder = self.analysis.named(&qualified("google.protobuf", options)).first().copied()?;
        let name = &option[..option.iter().position(|token| *token == "=").unwrap_or(option.len())];
        let mut holder = self.value_of(self.option_field(name, "", holder)?)?;
        for name in fields {
            holder = match holder {
                Holder::Message(message) => self.value_of(self.member(message, name)?)?,
                Holder::EntryOf(field) if name[..] == ["value"] => Holder::Message(self.analysis.type_of(field)?),
                Holder::EntryOf(_) => return None,
            };
        }
        Some(holder)
    }

    fn value_of(self, field: Target) -> Option<Holder> {
        if self.analysis.is_map(field) {
            return Some(Holder::EntryOf(field));
        }
        let declared = self.analysis.type_of(field)?;
        (self.analysis.declaration(declared).kind != DeclarationKind::Enum).then_some(Holder::Message(declared))
    }

    /// Returns the field of a message, or the extension, that a name in text format means.
    fn member(self, message: Target, name: &[&str]) -> Option<Target> {
        match name {
            ["[", inside @ .., "]"] => self.extension(&inside.concat()),
            [name] => self.analysis.member(message, name),
            _ => None,
        }
    }
}

/// The kind of a message in text format.
#[derive(Clone, Copy)]
enum Holder {
    Message(Target),
    /// An entry of a map field.
    EntryOf(Target),
}
