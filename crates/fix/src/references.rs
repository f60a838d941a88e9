//! The names that a declaration refers to.

use super::scope::Kind;
use super::tree::Decl;
use protoward_schema::{Scalar, qualified};
use protoward_syntax::ast::{CompactOptions, FieldDecl, NamePart, OptionDecl, Path, TypeExpr};
use protoward_syntax::literal;

/// One name, and the scope that it is looked up in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    /// Inside of the scope that the declaration is in: the messages that it brings along.
    pub(crate) inside: String,
    pub(crate) name: String,
    pub(crate) kind: Kind,
}

/// All names of a declaration and of what stands in it. The depth is that of the tree, which the parser bounds.
pub(crate) fn of(decl: Decl<'_>, text: &str) -> Vec<Reference> {
    let mut found = Found { text, all: Vec::new() };
    found.decl(decl, "");
    found.all
}

struct Found<'t> {
    text: &'t str,
    all: Vec<Reference>,
}

impl Found<'_> {
    fn decl(&mut self, decl: Decl<'_>, inside: &str) {
        match decl {
            Decl::Field(field) => self.field(field, inside),
            Decl::Option(option) => self.option(option, inside),
            Decl::Extend(extend) => self.add(extend.extendee, inside, Kind::Type),
            Decl::Value(value) => self.options(value.options.as_ref(), inside),
            Decl::Extensions(extensions) => self.options(extensions.options.as_ref(), inside),
            Decl::Method(method) => {
                self.add(method.input.name, inside, Kind::Type);
                self.add(method.output.name, inside, Kind::Type);
            }
            Decl::File(_) | Decl::Syntax(_) | Decl::Package(_) | Decl::Import(_) | Decl::Reserved(_) => {}
            Decl::Message(_) | Decl::Enum(_) | Decl::Service(_) | Decl::Oneof(_) => {}
        }
        let Some(body) = decl.body(self.text) else { return };
        let scope = match decl {
            // What stands in these is in their scope.
            Decl::Message(_) | Decl::Field(_) | Decl::Service(_) => {
                qualified(inside, decl.name().unwrap_or_default().of(self.text))
            }
            _ => inside.to_owned(),
        };
        body.items.iter().for_each(|inner| self.decl(inner, &scope));
    }

    fn field(&mut self, field: &FieldDecl, inside: &str) {
        match field.ty {
            TypeExpr::Named(name) => self.add(name, inside, Kind::Type),
            TypeExpr::Map { key, value, .. } => {
                self.add(key, inside, Kind::Type);
                self.add(value, inside, Kind::Type);
            }
            TypeExpr::Group(_) => {}
        }
        self.options(field.options.as_ref(), inside);
    }

    fn options(&mut self, options: Option<&CompactOptions>, inside: &str) {
        options.into_iter().flat_map(|options| &options.items).for_each(|option| self.option(option, inside));
    }

    fn option(&mut self, option: &OptionDecl, inside: &str) {
        let extensions = option.name.iter().filter(|part: &&NamePart| part.is_extension);
        extensions.for_each(|part| self.add(part.name, inside, Kind::Extension));
    }

    fn add(&mut self, name: Path, inside: &str, kind: Kind) {
        let name = literal::path(self.text, name).into_owned();
        if kind == Kind::Extension || Scalar::from_keyword(&name).is_none() {
            self.all.push(Reference { inside: inside.to_owned(), name, kind });
        }
    }
}
