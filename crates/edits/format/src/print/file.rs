//! Files: the order of their statements, and the blank lines between them.

use protoward_syntax::ast::{File, FileItem, ImportDecl, ImportKind, PackageDecl, SyntaxDecl};

use super::body::Lead;
use super::{Gap, Printed, Printer};
use crate::order;

impl Printer<'_, '_> {
    /// Writes a file: syntax, packages, imports, options, and all other declarations.
    pub(super) fn file(&mut self, file: &File) -> Printed {
        let leads = self.leads(file);
        let mut previous = Previous::Nothing;
        let mut detached = 0;
        for place in order::statements(self.scan.text, file) {
            let item = place.checked_sub(1).and_then(|index| file.items.get(index));
            let kind = item.map_or(Previous::Syntax, Previous::of);
            self.file_lead(&leads, &mut detached, place, previous, kind);
            match item {
                None => file.syntax.iter().for_each(|syntax| self.syntax(syntax)),
                Some(item) => self.item(item)?,
            }
            previous = kind;
        }
        self.end(leads.last().map(|(lead, _)| lead));
        Ok(())
    }

    /// Writes the comments before a statement.
    ///
    /// Comments directly above a statement move with it. Detached comments stay in their order: those of all statements
    /// up to this one that are not written yet are written here.
    fn file_lead(
        &mut self,
        leads: &[(Lead, usize)],
        detached: &mut usize,
        place: usize,
        previous: Previous,
        kind: Previous,
    ) {
        let Some((lead, token)) = leads.get(place) else { return };
        let (_, attached) = lead.divided();
        let mut gap = previous.gap(kind, lead.starts_blank(), self.out.is_empty());
        for (lead, _) in leads.get(*detached..=place).unwrap_or_default() {
            let (comments, _) = lead.divided();
            if !comments.is_empty() {
                self.gap(gap);
                self.own_lines(comments);
                gap = Gap::Blank;
            }
        }
        *detached = (*detached).max(place + 1);
        self.next = *token;
        self.led = *token;
        self.gap(gap);
        if !attached.is_empty() {
            self.own_lines(attached);
            self.out.line();
        }
    }

    /// Reads the comments before each statement in source order, and the index of its first token. The syntax statement,
    /// which may be missing, is the first entry, and the end of the file the last.
    fn leads(&mut self, file: &File) -> Vec<(Lead, usize)> {
        let mut leads = Vec::with_capacity(file.items.len() + 2);
        let lead = |printer: &mut Self, start: u32| {
            let lead = printer.lead(start);
            (lead, printer.next)
        };
        match &file.syntax {
            Some(syntax) => {
                leads.push(lead(self, syntax.span.start));
                self.skip_to(syntax.span.end);
            }
            None => leads.push((Lead::default(), 0)),
        }
        for item in &file.items {
            let span = order::span(item);
            leads.push(lead(self, span.start));
            self.next = self.scan.at(span.end);
            if Previous::of(item) == Previous::Other {
                self.body_end = self.next;
            }
        }
        leads.push(lead(self, u32::MAX));
        leads
    }

    /// Writes the comments at the end of the file.
    fn end(&mut self, lead: Option<&Lead>) {
        let Some(lead) = lead else { return };
        if lead.comments.is_empty() {
            return;
        }
        if self.out.is_empty() {
            self.out.leading_break();
        }
        self.gap(if lead.starts_blank() { Gap::Blank } else { Gap::Line });
        self.own_lines(&lead.comments);
    }

    fn syntax(&mut self, _: &SyntaxDecl) {
        self.take(Gap::None);
        self.take(Gap::Space);
        self.strings(Gap::Space);
        self.take(Gap::Mark);
    }

    fn package(&mut self, package: &PackageDecl) {
        self.take(Gap::None);
        self.path(package.name, Gap::Space);
        self.take(Gap::Mark);
    }

    fn import(&mut self, import: &ImportDecl) {
        self.take(Gap::None);
        if import.kind != ImportKind::Plain {
            self.take(Gap::Space);
        }
        self.strings(Gap::Space);
        self.take(Gap::Mark);
    }

    fn item(&mut self, item: &FileItem) -> Printed {
        match item {
            FileItem::Package(package) => self.package(package),
            FileItem::Import(import) => self.import(import),
            FileItem::Option(option) => self.option(option)?,
            FileItem::Message(message) => self.message(message)?,
            FileItem::Enum(decl) => self.enumeration(decl)?,
            FileItem::Extend(extend) => self.extend(extend)?,
            FileItem::Service(service) => self.service(service)?,
        }
        Ok(())
    }
}

/// The kind of the previous statement.
#[derive(Clone, Copy, PartialEq)]
enum Previous {
    Nothing,
    Syntax,
    Package,
    Import,
    Option,
    Other,
}

impl Previous {
    const fn of(item: &FileItem) -> Self {
        match item {
            FileItem::Package(_) => Self::Package,
            FileItem::Import(_) => Self::Import,
            FileItem::Option(_) => Self::Option,
            FileItem::Message(_) | FileItem::Enum(_) | FileItem::Extend(_) | FileItem::Service(_) => Self::Other,
        }
    }

    /// Returns the gap before a statement.
    fn gap(self, next: Self, is_blank: bool, is_first: bool) -> Gap {
        // Imports and options are groups behind a blank line. Other statements keep the blank lines that they have.
        let is_blank = match (self, next) {
            _ if is_first => false,
            (Self::Import, Self::Import) | (Self::Option, Self::Option) => false,
            (_, Self::Import | Self::Option) | (Self::Syntax, Self::Other) => true,
            _ => is_blank,
        };
        if is_blank { Gap::Blank } else { Gap::Line }
    }
}
