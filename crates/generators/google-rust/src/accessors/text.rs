//! Accessors of strings and bytes, which are borrowed from a message and copied into its arena.

use super::Accessor;
use crate::default::text_literal;
use crate::types::Receiver;

/// The difference between strings and bytes.
pub(super) struct TextKind {
    proxied: &'static str,
    setter: &'static str,
    /// The expression that the getter returns.
    result: &'static str,
}

pub(super) const STRING: TextKind = TextKind {
    proxied: "::protobuf::ProtoString",
    setter: "message_set_string_field",
    result: "::protobuf::ProtoStr::from_utf8_unchecked(unsafe { str_view.as_ref() })",
};

pub(super) const BYTES: TextKind = TextKind {
    proxied: "::protobuf::ProtoBytes",
    setter: "message_set_bytes_field",
    result: "unsafe { str_view.as_ref() }",
};

const GETTER: &str = "  pub fn $getter$($self$) -> ::protobuf::View<$'$, $proxied$> {
    let str_view = unsafe {
      self.inner.ptr().get_string_at_index(
        $index$, ($default$).into()
      )
    };
    $result$
  }
";

const SETTER: &str = "  pub fn set_$part$(&mut self, val: impl ::protobuf::IntoProxied<$proxied$>) {
    unsafe {
      ::protobuf::__internal::runtime::$setter$(
        ::protobuf::AsMut::as_mut(self).inner,
        $index$,
        val);
    }
  }
";

pub(super) fn write(accessor: &Accessor<'_>, kind: &TextKind, receiver: Receiver, page: &mut String) {
    let default = text_literal(&accessor.context.schema[accessor.field]);
    let values = [("proxied", kind.proxied), ("setter", kind.setter), ("result", kind.result), ("default", &default)];
    accessor.fill(page, GETTER, receiver, &values);
    if receiver.is_mutable() {
        accessor.fill(page, SETTER, receiver, &values);
    }
}
