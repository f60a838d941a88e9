//! Oneofs: their methods, and the enums of their values and cases.

use crate::context::GoogleRustContext;
use crate::mini::Positions;
use crate::names::fields::AccessorName;
use crate::names::types as names;
use crate::template::fill;
use crate::types::{self, Receiver};
use protoward_schema::{FieldId, FieldType, OneofId};

const GETTER_START: &str = "  pub fn $name$($self$) -> $Oneof$Oneof<$'$> {
    match $borrow$self.$name$_case() {
";

const GETTER_ARM: &str = "      $Oneof$Case::$Variant$ =>
          $Oneof$Oneof::$Variant$(self.$getter$()),
";

const GETTER_END: &str = "      _ => $Oneof$Oneof::not_set(std::marker::PhantomData)
    }
  }

  pub fn $name$_case($self$) -> $Oneof$Case {
    unsafe {
      let field_num = <Self as ::protobuf::__internal::runtime::UpbGetMessagePtr>::get_ptr(
          &self, ::protobuf::__internal::Private)
          .which_oneof_field_number_by_index($index$);
      $Oneof$Case::try_from(field_num).unwrap_unchecked()
    }
  }
";

const VALUES: &str = "#[non_exhaustive]
#[derive(Debug, Clone, Copy)]
#[allow(dead_code)]
#[repr(u32)]
pub enum $Oneof$Oneof<'msg> {
$values$
  not_set(std::marker::PhantomData<&'msg ()>) = 0
}
#[repr(C)]
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
#[non_exhaustive]
#[allow(dead_code)]
pub enum $Oneof$Case {
$cases$
  not_set = 0
}

impl $Oneof$Case {
  #[allow(dead_code)]
  pub(crate) fn try_from(v: u32) -> ::std::option::Option<$Oneof$Case> {
    match v {
      0 => Some($Oneof$Case::not_set),
$tries$      _ => None
    }
  }
}
";

/// Writes the methods of a oneof.
pub(crate) fn write_methods(
    context: &GoogleRustContext<'_>,
    id: OneofId,
    (accessors, positions): (&[(FieldId, AccessorName)], &Positions),
    (receiver, depth): (Receiver, usize),
    page: &mut String,
) {
    let schema = context.schema;
    let oneof = &schema[id];
    let Some(&first) = oneof.fields.first() else { return };
    let path = context.path_in(oneof.message, depth, &names::oneof(schema, id));
    let name = names::oneof_getter(schema, id);
    let index = positions.of(first);
    let values = [
        ("Oneof", path.as_str()),
        ("name", &name),
        ("index", index),
        ("self", receiver.parameter()),
        ("'", receiver.lifetime()),
        ("borrow", if receiver.is_mutable() { "&" } else { "" }),
    ];
    fill(page, GETTER_START, &values);
    for (field, accessor) in accessors.iter().filter(|(field, _)| schema[*field].oneof == Some(id)) {
        let variant = names::variant(schema, *field);
        fill(page, GETTER_ARM, &[("Oneof", &path), ("Variant", &variant), ("getter", &accessor.getter)]);
    }
    fill(page, GETTER_END, &values);
}

/// Writes the enums of a oneof in the module of its message.
pub(crate) fn write_enums(context: &GoogleRustContext<'_>, id: OneofId, depth: usize, page: &mut String) {
    let schema = context.schema;
    let oneof = names::oneof(schema, id);
    let [mut values, mut cases, mut tries] = [const { String::new() }; 3];
    for &field in &schema[id].fields {
        let variant = names::variant(schema, field);
        let number = schema[field].number.to_string();
        values.extend(["  ", &variant, "(", &value_type(context, field, depth), ") = ", &number, ",\n"]);
        cases.extend(["  ", &variant, " = ", &number, ",\n"]);
        tries.extend(["      ", &number, " => Some(", &oneof, "Case::", &variant, "),\n"]);
    }
    fill(page, VALUES, &[("Oneof", &oneof), ("values", &values), ("cases", &cases), ("tries", &tries)]);
}

fn value_type(context: &GoogleRustContext<'_>, field: FieldId, depth: usize) -> String {
    match context.schema[field].ty {
        FieldType::Message(_) | FieldType::Group(_) | FieldType::Enum(_) => {
            format!("::protobuf::View<'msg, {}>", types::element(context, field, depth))
        }
        FieldType::Scalar(_) => types::view(context, field, depth, Receiver::View),
    }
}
