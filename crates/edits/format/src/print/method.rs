//! Methods of services, whose types stay in one line unless a comment breaks it.

use protoward_syntax::ast::{MethodDecl, MethodType};

use super::{Gap, Printed, Printer};

impl Printer<'_, '_> {
    pub(super) fn method(&mut self, method: &MethodDecl) -> Printed {
        self.take(Gap::None);
        self.take_inline(Gap::Space);
        self.method_type(method.input, Gap::None);
        self.take(Gap::Space);
        self.method_type(method.output, Gap::Space);
        match method.body {
            Some(body) => self.body(&method.options, body.end, |option| option.span.start, Self::option)?,
            None => self.take(Gap::Mark),
        }
        Ok(())
    }

    /// Writes `(stream A)`: on one line, unless a comment breaks it.
    fn method_type(&mut self, ty: MethodType, gap: Gap) {
        self.take(gap);
        self.out.indent();
        let start = self.out.mark();
        let next = self.next;
        self.inside_parentheses(ty);
        self.leading(Gap::Close);
        let is_broken = self.out.has_break_since(&start);
        if is_broken {
            self.out.reset(start);
            self.next = next;
            self.out.line();
            self.inside_parentheses(ty);
        }
        self.out.dedent();
        if is_broken {
            self.out.line();
            self.leading(Gap::Close);
        }
        self.token();
        self.trailing();
    }

    fn inside_parentheses(&mut self, ty: MethodType) {
        if ty.stream.is_some() {
            self.take(Gap::None);
        }
        self.path(ty.name, if ty.stream.is_some() { Gap::Space } else { Gap::None });
    }
}
