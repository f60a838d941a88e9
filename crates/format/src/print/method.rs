//! Methods of services.

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

    /// Writes `(stream A)`.
    fn method_type(&mut self, ty: MethodType, gap: Gap) {
        self.take(gap);
        self.out.indent();
        let is_broken = ty.stream.is_some() && self.ends_with_line_comment(self.next + 1);
        if ty.stream.is_some() {
            self.take(if is_broken { Gap::Line } else { Gap::None });
        }
        self.path(ty.name, if ty.stream.is_some() { Gap::Space } else { Gap::None });
        self.out.dedent();
        self.take(if is_broken { Gap::Line } else { Gap::None });
    }

    /// Returns whether a line comment trails the token before a token.
    fn ends_with_line_comment(&self, token: usize) -> bool {
        let start = self.scan.gap_of(token).start;
        self.scan.comments[start..start + self.trailing_count(token)].iter().any(|comment| comment.is_line)
    }
}
