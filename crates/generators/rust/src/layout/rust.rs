//! The boxes of attributes, types, signatures and items: where prettyplease breaks each of them.

use super::Writer;
use super::line::{Break, INDENT};

impl Writer {
    /// Begins a consistent box: either all of its breaks become new lines, or none.
    pub(crate) fn begin(&mut self, indent: isize) {
        self.line.begin(indent, true);
    }

    /// Begins an inconsistent box: its breaks become new lines only where necessary.
    pub(crate) fn begin_inconsistent(&mut self, indent: isize) {
        self.line.begin(indent, false);
    }

    /// Ends the innermost open box.
    pub(crate) fn end(&mut self) {
        self.line.end();
    }

    /// Adds a space that can become a line break.
    pub(crate) fn space(&mut self) {
        self.line.place_break(Break { blank: 1, ..Break::default() });
    }

    /// Adds a possible line break without a space.
    pub(crate) fn soft_break(&mut self) {
        self.line.place_break(Break::default());
    }

    /// Adds a possible line break before the closing bracket of a list.
    pub(crate) fn closing_break(&mut self) {
        self.line.place_break(Break { offset: -INDENT, ..Break::default() });
    }

    /// Like [`closing_break`](Self::closing_break), but with a space if the line is not broken.
    pub(crate) fn closing_space(&mut self) {
        self.line.place_break(Break { blank: 1, offset: -INDENT, ..Break::default() });
    }

    /// Like [`closing_break`](Self::closing_break), but with a comma after the last item if the line is broken.
    pub(crate) fn closing_comma(&mut self) {
        self.line.place_break(Break { offset: -INDENT, before: ",", ..Break::default() });
    }

    /// Adds a comma and a space that can become a line break.
    pub(crate) fn comma(&mut self) {
        self.word(",");
        self.space();
    }

    /// Ends the text that preceding boxes are measured with, without a possible line break.
    pub(crate) fn never_break(&mut self) {
        self.line.place_break(Break { is_never: true, ..Break::default() });
    }

    /// Writes a list in a box: `open`, comma-separated items, `close`.
    pub(crate) fn list<T>(
        &mut self,
        (open, close): (&str, &str),
        items: impl IntoIterator<Item = T>,
        mut item: impl FnMut(&mut Self, T),
    ) {
        self.word(open);
        self.begin(INDENT);
        self.soft_break();
        for (at, each) in items.into_iter().enumerate() {
            if at > 0 {
                self.comma();
            }
            item(self, each);
        }
        self.closing_comma();
        self.end();
        self.word(close);
    }

    /// Writes the arguments of a call, including the parentheses.
    pub(crate) fn arguments(&mut self, arguments: &[&str]) {
        match arguments {
            [] => self.word("()"),
            _ => self.list(("(", ")"), arguments, |writer, argument| writer.word(argument)),
        }
    }

    /// Writes a type, or a path with type arguments.
    pub(crate) fn ty(&mut self, ty: &str) {
        let mut rest = ty;
        while let Some(at) = rest.find(['<', '>', '(', ')', ',']) {
            let (before, found) = rest.split_at(at);
            // The space before the tuple in `Item = (A, B)` is kept.
            self.word(if before.ends_with("= ") { before } else { before.trim_end() });
            rest = found[1..].trim_start();
            match &found[..1] {
                // The unit type. The next arm is the `>` of an arrow.
                "(" if rest.starts_with(')') => {
                    self.word("()");
                    rest = &rest[1..];
                }
                ">" if before.ends_with('-') => self.word("> "),
                open @ ("<" | "(") => {
                    self.word(open);
                    self.begin(INDENT);
                    self.soft_break();
                }
                "," if rest.starts_with(['>', ')']) => {}
                "," => self.comma(),
                close => {
                    self.closing_comma();
                    self.end();
                    self.word(close);
                    if rest.starts_with('+') {
                        self.word(" ");
                    }
                }
            }
        }
        self.word(rest);
    }

    /// Writes the fields of a tuple variant or tuple struct, including the parentheses.
    pub(crate) fn tuple(&mut self, ty: &str) {
        self.begin(INDENT);
        self.word("(");
        self.soft_break();
        self.ty(ty);
        self.closing_comma();
        self.word(")");
        self.end();
    }

    /// Writes the signature of a function. `name` includes the visibility and the keyword `fn`.
    pub(crate) fn signature(&mut self, name: &str, generics: &[&str], arguments: &[&str], output: Option<&str>) {
        self.begin(INDENT);
        self.word(name);
        self.generics(generics);
        self.word("(");
        self.never_break();
        self.parameters(arguments);
        self.word(")");
        self.begin(-INDENT);
        if let Some(output) = output {
            self.word(" -> ");
            self.ty(output);
        }
        self.end();
        self.end();
    }

    /// Writes a match arm and ends the line. A value that does not fit is put into braces.
    pub(crate) fn arm(&mut self, pattern: &str, value: impl FnOnce(&mut Self)) {
        self.arm_of(|writer| writer.word(pattern), value);
    }

    /// Like [`arm`](Self::arm), but the pattern can be broken.
    pub(crate) fn arm_of(&mut self, pattern: impl FnOnce(&mut Self), value: impl FnOnce(&mut Self)) {
        self.begin_inconsistent(0);
        pattern(self);
        self.word(" => ");
        self.never_break();
        self.begin(INDENT);
        self.line.place_break(Break { before: "{", ..Break::default() });
        value(self);
        self.line.place_break(Break { offset: -INDENT, after: "}", unbroken: ",", ..Break::default() });
        self.end();
        self.end();
        self.newline();
    }

    /// Writes function parameters or generic parameters without their brackets.
    fn parameters(&mut self, parameters: &[&str]) {
        if parameters.is_empty() {
            return;
        }
        self.begin(0);
        self.soft_break();
        for (at, parameter) in parameters.iter().enumerate() {
            if at > 0 {
                self.comma();
            }
            self.ty(parameter);
        }
        self.closing_comma();
        self.end();
    }

    /// Writes generic parameters with `<` and `>`.
    fn generics(&mut self, generics: &[&str]) {
        if !generics.is_empty() {
            self.word("<");
            self.parameters(generics);
            self.word(">");
        }
    }

    /// Writes `impl<generics> Trait for Type`.
    pub(crate) fn impl_for(&mut self, generics: &[&str], of: &str, ty: &str) {
        self.begin_impl(generics);
        self.ty(of);
        self.space();
        self.word("for ");
        self.end_impl(ty);
    }

    /// Writes `impl<generics> Type`.
    pub(crate) fn impl_of(&mut self, generics: &[&str], ty: &str) {
        self.begin_impl(generics);
        self.end_impl(ty);
    }

    fn begin_impl(&mut self, generics: &[&str]) {
        self.begin(INDENT);
        self.begin_inconsistent(-INDENT);
        self.begin(INDENT);
        self.word("impl");
        self.generics(generics);
        self.end();
        self.word(" ");
    }

    fn end_impl(&mut self, ty: &str) {
        self.ty(ty);
        self.end();
        self.end();
    }

    /// Writes `type name = ty;` and ends the line.
    pub(crate) fn type_alias(&mut self, name: &str, ty: &str) {
        self.begin(INDENT);
        self.word(&format!("type {name} = "));
        self.never_break();
        self.begin_inconsistent(-INDENT);
        self.ty(ty);
        self.end();
        self.word(";");
        self.end();
        self.newline();
    }

    /// Writes `struct name<bound>(ty);` and ends the line.
    pub(crate) fn tuple_struct(&mut self, name: &str, bound: &str, ty: &str) {
        self.begin(INDENT);
        self.word(&format!("struct {name}"));
        self.generics(&[bound]);
        self.word("(");
        self.soft_break();
        self.ty(ty);
        self.closing_comma();
        self.word(");");
        self.end();
        self.newline();
    }
}
