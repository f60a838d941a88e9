//! Locations of the file and its imports. Public and weak imports have a second one at their keyword.

use super::Walk;
use super::messages::Container;
use super::numbers::file;
use protoward_syntax::{ast, options};

/// The number of imports of each kind so far.
#[derive(Default)]
struct Imports {
    all: i32,
    public: i32,
    weak: i32,
    option: i32,
}

impl Walk<'_, '_, '_> {
    pub(super) fn file(&mut self, file: &ast::File) {
        self.locations.add_file(file.span);
        if let Some(syntax) = &file.syntax {
            self.declaration(&[file::SYNTAX], syntax.span, syntax.around);
        }
        let options_gone = self.all_gone(&mut options::statements(&file.items));
        let mut imports = Imports::default();
        let mut container = Container::file();
        let mut services = 0;
        for item in &file.items {
            match item {
                ast::FileItem::Package(package) => self.declaration(&[file::PACKAGE], package.span, package.around),
                ast::FileItem::Import(import) => self.import(import, &mut imports),
                ast::FileItem::Option(_) if options_gone => {}
                ast::FileItem::Option(option) => self.option_statement(file::OPTIONS, option),
                ast::FileItem::Message(message) => self.message(message, &mut container),
                ast::FileItem::Enum(enumeration) => self.enumeration(enumeration, &mut container),
                ast::FileItem::Extend(extend) => self.extend(extend, &mut container),
                ast::FileItem::Service(service) => {
                    self.service(service, services);
                    services += 1;
                }
            }
        }
    }

    fn import(&mut self, import: &ast::ImportDecl, seen: &mut Imports) {
        if import.kind == ast::ImportKind::Option {
            self.declaration(&[file::OPTION_DEPENDENCY, seen.option], import.span, import.around);
            seen.option += 1;
            return;
        }
        self.declaration(&[file::DEPENDENCY, seen.all], import.span, import.around);
        seen.all += 1;
        let (number, index) = match import.kind {
            ast::ImportKind::Public => (file::PUBLIC_DEPENDENCY, &mut seen.public),
            ast::ImportKind::Weak => (file::WEAK_DEPENDENCY, &mut seen.weak),
            ast::ImportKind::Plain | ast::ImportKind::Option => return,
        };
        let entered = self.locations.enter(&[number, *index]);
        self.locations.add(import.kind_span);
        self.locations.leave(entered);
        *index += 1;
    }

    /// Adds a declaration without nested locations.
    pub(super) fn declaration(&mut self, steps: &[i32], span: ast::Span, around: ast::CommentLocations) {
        let entered = self.locations.enter(steps);
        self.locations.add_commented(span, span, around);
        self.locations.leave(entered);
    }
}
