//! The names that the code of a crate uses.
//!
//! Types of expressions are not known. A member of an expression counts for all types that have a member of this name; one of a
//! named type only for this type.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Span, TokenStream};
use protoward_schema::Element;
use protoward_source::{Place, SourceId, Sources};
use syn::parse::Parser as _;
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Attribute, Expr, ImplItem, Item, Member, Meta, Pat, Stmt, Token};

use super::diagnostics::WholeUse;
use super::generated::ModulePath;
use super::modules::{RustModule, place};
use super::resolve::{Candidates, PathContext, PathTarget, Resolver};
use super::scope::{RustPath, Scope, name};
use super::tokens;

/// Macros of the standard library whose arguments are expressions.
const EXPRESSION_MACROS: &[&str] = &[
    "assert",
    "assert_eq",
    "assert_ne",
    "dbg",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "eprint",
    "eprintln",
    "format",
    "format_args",
    "panic",
    "print",
    "println",
    "todo",
    "unimplemented",
    "unreachable",
    "vec",
    "write",
    "writeln",
];

/// Attributes without code in them.
const PLAIN_ATTRIBUTES: &[&str] = &[
    "allow",
    "cfg",
    "cfg_attr",
    "deny",
    "deprecated",
    "derive",
    "doc",
    "expect",
    "forbid",
    "inline",
    "must_use",
    "repr",
    "serde",
    "warn",
];

/// The names in the code of some crates.
#[derive(Debug, Default)]
pub(crate) struct Uses {
    /// The elements whose items are named.
    pub(crate) items: BTreeSet<Element>,
    /// The names of members of types that are not known.
    pub(crate) members: BTreeSet<String>,
    /// The names of members of each type.
    pub(crate) members_of: BTreeMap<Element, BTreeSet<String>>,
    /// Uses of whole messages: the place and the words of the first for each reason, and their number.
    pub(crate) whole: BTreeMap<WholeUse, (Place, String, usize)>,
}

/// Reads the names in modules.
pub(crate) struct UsesReader<'a> {
    pub(crate) resolver: Resolver<'a>,
    pub(crate) sources: &'a Sources,
    /// `true` if JSON and reflection in the code are never those of messages of the schema.
    pub(crate) is_typed: bool,
    pub(crate) uses: Uses,
    module: ModulePath,
    source: Option<SourceId>,
    /// The blocks with imports around the current code.
    blocks: Vec<Scope>,
    /// The types that `Self` may mean in the current `impl` blocks, the innermost last.
    own_type: Vec<BTreeSet<PathTarget>>,
}

impl<'a> UsesReader<'a> {
    pub(crate) fn new(resolver: Resolver<'a>, sources: &'a Sources, is_typed: bool) -> Self {
        let module = ModulePath::new();
        let uses = Uses::default();
        Self { resolver, sources, is_typed, uses, module, source: None, blocks: Vec::new(), own_type: Vec::new() }
    }

    /// Adds the names of a module.
    pub(crate) fn read(&mut self, path: &ModulePath, module: &RustModule) {
        self.module.clone_from(path);
        for (source, item) in &module.items {
            self.source = Some(*source);
            self.visit_item(item);
        }
    }

    fn targets(&self, path: &RustPath) -> BTreeSet<PathTarget> {
        match path.segments.split_first() {
            Some((first, rest)) if first == "Self" => {
                let own = self.own_type.last().cloned().unwrap_or_default();
                let member = |target: PathTarget| match (target, rest.first()) {
                    (PathTarget::Item(element) | PathTarget::Member(element, _), Some(name)) => {
                        PathTarget::Member(element, name.clone())
                    }
                    (target, _) => target,
                };
                own.into_iter().map(member).collect()
            }
            _ => self.resolver.resolve(path, PathContext { module: &self.module, blocks: &self.blocks }),
        }
    }

    /// Adds a path, and returns its meanings.
    fn add_path(&mut self, path: &RustPath, at: Span) -> BTreeSet<PathTarget> {
        self.note_whole(path, at);
        let targets = self.targets(path);
        let mut known = BTreeSet::new();
        for target in targets {
            match target {
                PathTarget::Item(element) => {
                    self.uses.items.insert(element);
                    known.insert(PathTarget::Item(element));
                }
                PathTarget::Member(element, name) => {
                    self.uses.items.insert(element);
                    self.uses.members_of.entry(element).or_default().insert(name.clone());
                    known.insert(PathTarget::Member(element, name));
                }
                PathTarget::Unknown(path) => known.extend(self.add_unknown(path)),
                PathTarget::Module(_) | PathTarget::Generated(_) | PathTarget::Other => {}
            }
        }
        known
    }

    /// Adds all that an unknown path may mean.
    fn add_unknown(&mut self, path: Vec<String>) -> BTreeSet<PathTarget> {
        let Candidates { items, is_complete } = self.resolver.candidates(&path);
        let mut known = BTreeSet::new();
        for (element, rest) in items {
            self.uses.items.insert(element);
            known.insert(PathTarget::Item(element));
            self.uses.members_of.entry(element).or_default().extend(rest.iter().cloned());
        }
        // A variable is no member, but a variant may be imported.
        let is_variable = |name: &str| !name.starts_with(char::is_uppercase);
        if is_complete {
            return known;
        }
        let is_alone = path.len() == 1;
        if !is_alone || !is_variable(&path[0]) {
            self.uses.members.extend(path.iter().cloned());
        }
        known.insert(PathTarget::Unknown(path));
        known
    }

    fn add_members<'n>(&mut self, targets: &BTreeSet<PathTarget>, names: impl Iterator<Item = &'n Ident>) {
        let names: Vec<String> = names.map(name).collect();
        let mut is_known = !targets.is_empty();
        for target in targets {
            match target {
                PathTarget::Item(element)
                | PathTarget::Member(element @ (Element::Oneof(_) | Element::Enum(_) | Element::Service(_)), _) => {
                    self.uses.members_of.entry(*element).or_default().extend(names.iter().cloned());
                }
                // A type inside of a message is associated with it by a trait, and may be any other one.
                _ => is_known = false,
            }
        }
        if !is_known {
            self.uses.members.extend(names);
        }
    }

    /// Notes code that may use any member of a message: JSON and reflection.
    fn note_whole(&mut self, path: &RustPath, at: Span) {
        let has = |name: &str| path.segments.iter().any(|segment| segment == name);
        let last = path.segments.last().map(String::as_str).unwrap_or_default();
        let is_json = has("serde_json") && (last.starts_with("from_") || last.starts_with("to_"));
        let is_reflection = has("prost_reflect") || ["DynamicMessage", "ReflectMessage"].contains(&last);
        let why = match (is_json, is_reflection) {
            (_, true) => WholeUse::Reflection,
            (true, _) => WholeUse::Json,
            (false, false) => return,
        };
        if !self.is_typed {
            self.add_whole(at, &path.segments.join("::"), why);
        }
    }

    fn add_whole(&mut self, at: Span, word: &str, why: WholeUse) {
        if let Some(source) = self.source {
            let first = || (place(self.sources, source, at), word.to_owned(), 0);
            self.uses.whole.entry(why).or_insert_with(first).2 += 1;
        }
    }

    /// Adds the names in tokens whose syntax is not known: each may be a member.
    fn add_tokens(&mut self, tokens: &TokenStream) {
        let at = tokens.clone().into_iter().next().map_or_else(Span::call_site, |first| first.span());
        let mut found = Vec::new();
        tokens::paths(tokens, &mut |path| found.push(path.clone()));
        for path in found {
            self.add_path(&path, at);
            self.uses.members.extend(path.segments);
        }
    }

    /// Adds the path `<own>::rest` or `<own as trait>::rest`.
    fn add_qualified(&mut self, own: &syn::QSelf, path: &syn::Path) {
        self.visit_type(&own.ty);
        let mut of_trait = RustPath::of(path);
        let rest = of_trait.segments.split_off(own.position.min(of_trait.segments.len()));
        self.add_path(&of_trait, start(path));
        self.uses.members.extend(rest);
        path.segments.iter().for_each(|segment| self.visit_path_arguments(&segment.arguments));
    }

    /// Reads code in which some names have further meanings.
    fn within(&mut self, scope: Scope, read: impl FnOnce(&mut Self)) {
        let is_empty = scope.names.is_empty() && scope.globs.is_empty();
        if is_empty {
            return read(self);
        }
        self.blocks.push(scope);
        read(self);
        self.blocks.pop();
    }
}

impl<'ast> Visit<'ast> for UsesReader<'_> {
    fn visit_block(&mut self, block: &'ast syn::Block) {
        let items = block.stmts.iter().filter_map(|statement| match statement {
            Stmt::Item(item) => Some(item),
            _ => None,
        });
        self.within(Scope::of(items), |reader| visit::visit_block(reader, block));
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let scope = Scope::of([&Item::Use(item.clone())]);
        let paths = scope.names.values().flatten().filter_map(|binding| match binding {
            super::scope::Binding::Path(path) => Some(path),
            super::scope::Binding::Own => None,
        });
        for path in paths.chain(&scope.globs) {
            self.add_path(path, item.use_token.span);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.add_path(&RustPath::of(path), start(path));
        visit::visit_path(self, path);
    }

    fn visit_expr_path(&mut self, expression: &'ast syn::ExprPath) {
        match &expression.qself {
            Some(own) => self.add_qualified(own, &expression.path),
            None => visit::visit_expr_path(self, expression),
        }
    }

    fn visit_type_path(&mut self, ty: &'ast syn::TypePath) {
        match &ty.qself {
            Some(own) => self.add_qualified(own, &ty.path),
            None => visit::visit_type_path(self, ty),
        }
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        let own = match &*item.self_ty {
            syn::Type::Path(ty) => self.targets(&RustPath::of(&ty.path)),
            _ => BTreeSet::new(),
        };
        if let Some((_, path, _)) = &item.trait_ {
            let of_trait = self.add_path(&RustPath::of(path), start(path));
            let services = of_trait
                .into_iter()
                .filter(|it| {
                    matches!(it, PathTarget::Item(Element::Service(_)) | PathTarget::Member(Element::Service(_), _))
                })
                .collect::<BTreeSet<_>>();
            let methods = item.items.iter().filter_map(|it| match it {
                ImplItem::Fn(method) => Some(&method.sig.ident),
                _ => None,
            });
            if !services.is_empty() {
                self.add_members(&services, methods);
            }
        }
        self.own_type.push(own);
        visit::visit_item_impl(self, item);
        self.own_type.pop();
    }

    fn visit_expr_struct(&mut self, expression: &'ast syn::ExprStruct) {
        let targets = self.add_path(&RustPath::of(&expression.path), start(&expression.path));
        if expression.qself.is_some() {
            self.uses.members.extend(RustPath::of(&expression.path).segments);
        }
        self.add_members(&targets, expression.fields.iter().filter_map(|field| named(&field.member)));
        visit::visit_expr_struct(self, expression);
    }

    fn visit_pat_struct(&mut self, pattern: &'ast syn::PatStruct) {
        let targets = self.add_path(&RustPath::of(&pattern.path), start(&pattern.path));
        if pattern.qself.is_some() {
            self.uses.members.extend(RustPath::of(&pattern.path).segments);
        }
        self.add_members(&targets, pattern.fields.iter().filter_map(|field| named(&field.member)));
        visit::visit_pat_struct(self, pattern);
    }

    fn visit_pat_tuple_struct(&mut self, pattern: &'ast syn::PatTupleStruct) {
        if pattern.qself.is_some() {
            self.uses.members.extend(RustPath::of(&pattern.path).segments);
        }
        visit::visit_pat_tuple_struct(self, pattern);
    }

    fn visit_pat(&mut self, pattern: &'ast Pat) {
        // An imported variant in a pattern has the syntax of a variable.
        if let Pat::Ident(pattern) = pattern
            && pattern.ident.to_string().starts_with(char::is_uppercase)
        {
            self.add_path(&RustPath::name(name(&pattern.ident)), pattern.ident.span());
        }
        visit::visit_pat(self, pattern);
    }

    fn visit_expr_field(&mut self, expression: &'ast syn::ExprField) {
        self.uses.members.extend(named(&expression.member).map(name));
        visit::visit_expr_field(self, expression);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.uses.members.insert(name(&call.method));
        visit::visit_expr_method_call(self, call);
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        let last = called.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        if last == "paste" || last == "concat_idents" {
            self.add_whole(start(&called.path), &last, WholeUse::MadeNames);
        }
        if EXPRESSION_MACROS.contains(&&*last)
            && let Ok(arguments) = Punctuated::<Expr, Token![,]>::parse_terminated.parse2(called.tokens.clone())
        {
            arguments.iter().for_each(|argument| self.visit_expr(argument));
            let mut captured = Vec::new();
            tokens::strings(&called.tokens)
                .iter()
                .for_each(|text| tokens::captures(text, &mut |path| captured.push(path.clone())));
            captured.iter().for_each(|path| _ = self.add_path(path, start(&called.path)));
            return;
        }
        self.visit_path(&called.path);
        self.add_tokens(&called.tokens);
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        let is_plain = PLAIN_ATTRIBUTES.iter().any(|plain| attribute.path().is_ident(plain));
        match &attribute.meta {
            Meta::List(list) if !is_plain => self.add_tokens(&list.tokens),
            Meta::NameValue(meta) if !is_plain => self.visit_expr(&meta.value),
            Meta::List(_) | Meta::NameValue(_) | Meta::Path(_) => {}
        }
    }

    fn visit_token_stream(&mut self, tokens: &'ast TokenStream) {
        self.add_tokens(tokens);
    }
}

fn named(member: &Member) -> Option<&Ident> {
    match member {
        Member::Named(name) => Some(name),
        Member::Unnamed(_) => None,
    }
}

/// Returns the span of the start of a path.
fn start(path: &syn::Path) -> Span {
    path.segments.first().map_or_else(Span::call_site, |first| first.ident.span())
}
