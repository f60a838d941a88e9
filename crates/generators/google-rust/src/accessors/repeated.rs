//! Accessors of repeated fields: views, mutable proxies, and a setter that takes all values.

use super::Accessor;
use crate::types::Receiver;

const GETTER: &str = "  pub fn $getter$($self$) -> ::protobuf::RepeatedView<$'$, $Type$> {
    unsafe {
      self.inner.ptr().get_array_at_index(
        $index$
      )
    }.map_or_else(
        ::protobuf::__internal::runtime::empty_array::<$Type$>,
        |raw| unsafe {
          ::protobuf::RepeatedView::from_raw(::protobuf::__internal::Private, raw)
        }
      )
  }
";

const MUTATORS: &str = "  pub fn $getter$_mut(&mut self) -> ::protobuf::RepeatedMut<'_, $Type$> {
    unsafe {
      let raw_array = self.inner.ptr_mut().get_or_create_mutable_array_at_index(
        $index$,
        self.inner.arena()
      ).expect(\"alloc should not fail\");
      ::protobuf::RepeatedMut::from_inner(
        ::protobuf::__internal::Private,
        ::protobuf::__internal::runtime::InnerRepeatedMut::new(
          raw_array, self.inner.arena(),
        ),
      )
    }
  }
  pub fn set_$part$(&mut self, src: impl ::protobuf::IntoProxied<::protobuf::Repeated<$Type$>>) {
    unsafe {
      ::protobuf::__internal::runtime::message_set_repeated_field(
        ::protobuf::AsMut::as_mut(self).inner,
        $index$,
        src);
    }
  }
";

pub(super) fn write(accessor: &Accessor<'_>, receiver: Receiver, page: &mut String) {
    let ty = accessor.element_type();
    accessor.fill(page, GETTER, receiver, &[("Type", &ty)]);
    if receiver.is_mutable() {
        accessor.fill(page, MUTATORS, receiver, &[("Type", &ty)]);
    }
}
