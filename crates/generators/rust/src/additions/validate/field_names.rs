//! The Rust names of fields in expressions.

use super::expression::Names;
use crate::MemberCode;
use crate::additions::packages::{Package, Packages};
use crate::context::RustContext;
use protoward_schema::FieldId;

/// The names of fields, as the code of a package has them.
pub(super) struct FieldNames<'a> {
    pub(super) context: &'a RustContext<'a>,
    pub(super) packages: &'a Packages,
    pub(super) package: &'a Package,
}

impl Names for FieldNames<'_> {
    fn runtime(&self) -> &str {
        "__validate::cel"
    }

    fn member(&self, field: FieldId) -> Option<MemberCode> {
        let schema = self.context.schema;
        let message = schema[field].containing();
        let Some((package, code)) = self.packages.message(schema, message) else {
            // A type of another crate has the same fields. The path of a variant is not known.
            return Some(self.context.member_of(message, field)).filter(|member| member.variant.is_none());
        };
        let (_, member) = code.members.iter().find(|(id, _)| *id == field)?;
        let variant =
            member.variant.as_ref().map(|variant| format!("{}{variant}", self.package.relative_path(package)));
        Some(MemberCode { variant, ..member.clone() })
    }
}
