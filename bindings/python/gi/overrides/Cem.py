# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What makes libcem feel native in Python.

- Free-form data are dicts, lists, strings, numbers, booleans and None instead of Json.Node, in and out.
- So are values: Cem.Value.pack (x) and value.unpack () convert, other classes take and give native ones.
- Times are aware datetime.datetime instead of GLib.DateTime, in and out.
- Properties are attributes: event.payload is event.get_payload ().
- x_async without a callback returns an awaitable.
- List models have a length, items and slices, and can be iterated over.
- What has to be closed is a context manager.
"""
import asyncio
import datetime
import math

from gi._gi import Direction, FunctionInfo
from gi.module import get_introspection_module
from gi.repository import Gio, GLib, GObject, Json

Cem = get_introspection_module('Cem')

__all__ = []

MIN_INT, MAX_INT, MAX_UINT = -2 ** 63, 2 ** 63 - 1, 2 ** 64 - 1
PAGE = 100
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


# -- values -----------------------------------------------------------------------------------------

def to_node(value):
    """A Json.Node that holds the value."""
    if isinstance(value, Json.Node):
        return value
    if value is None:
        return Json.Node.new(Json.NodeType.NULL)
    if isinstance(value, dict):
        return object_node(value)
    if isinstance(value, (list, tuple)):
        return array_node(value)
    node = Json.Node.new(Json.NodeType.VALUE)
    if isinstance(value, bool):
        node.set_boolean(value)
    elif isinstance(value, int):
        if not MIN_INT <= value <= MAX_INT:
            raise OverflowError(f'{value} does not fit into the 64 bits of a JSON integer')
        node.set_int(value)
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f'JSON has no {value}')
        node.set_double(value)
    elif isinstance(value, str):
        node.set_string(value)
    else:
        raise TypeError(f'JSON cannot hold a {type(value).__name__}')
    return node


def object_node(value):
    members = Json.Object.new()
    for key, item in value.items():
        if not isinstance(key, str):
            raise TypeError(f'a JSON object has strings as keys, not {key!r}')
        members.set_member(key, to_node(item))
    node = Json.Node.new(Json.NodeType.OBJECT)
    node.set_object(members)
    return node


def array_node(value):
    items = Json.Array.sized_new(len(value))
    for item in value:
        items.add_element(to_node(item))
    node = Json.Node.new(Json.NodeType.ARRAY)
    node.set_array(items)
    return node


def from_node(node):
    """The value that a Json.Node holds."""
    if node is None:
        return None
    kind = node.get_node_type()
    if kind == Json.NodeType.OBJECT:
        members = node.get_object()
        return {name: from_node(members.get_member(name)) for name in members.get_members()}
    if kind == Json.NodeType.ARRAY:
        items = node.get_array()
        return [from_node(items.get_element(i)) for i in range(items.get_length())]
    if kind == Json.NodeType.NULL:
        return None
    read = {'gboolean': node.get_boolean, 'gint64': node.get_int, 'gdouble': node.get_double,
            'gchararray': node.get_string}
    return read[node.get_value_type().name]()


def to_date_time(value):
    if not isinstance(value, datetime.datetime):
        return value
    if value.tzinfo is None:
        raise ValueError(f'{value} has no time zone')
    since = value - EPOCH
    return GLib.DateTime.new_from_unix_utc(since.days * 86400 + since.seconds).add(since.microseconds)


def from_date_time(value):
    if value is None:
        return None
    zone = datetime.timezone(datetime.timedelta(microseconds=value.get_utc_offset()))
    return datetime.datetime(value.get_year(), value.get_month(), value.get_day_of_month(),
                             value.get_hour(), value.get_minute(), value.get_second(),
                             value.get_microsecond(), zone)


def to_value(value):
    """A Cem.Value that holds the value."""
    for types, pack in PACK:
        if isinstance(value, types):
            return pack(value)
    raise TypeError(f'Cem.Value cannot hold a {type(value).__name__}')


def pack_integer(value):
    if MIN_INT <= value <= MAX_INT:
        return Cem.Value.new_int(value)
    if 0 <= value <= MAX_UINT:
        return Cem.Value.new_uint(value)
    raise OverflowError(f'{value} does not fit into 64 bits')


def pack_map(value):
    return Cem.Value.new_map([to_value(x) for pair in value.items() for x in pair])


def pack_duration(value):
    return Cem.Value.new_duration(value // datetime.timedelta(microseconds=1))


def from_value(value):
    """The native value that a Cem.Value holds: an optional is its value or None."""
    if value is None:
        return None
    kinds = Cem.ValueKind
    unpack = {
        kinds.NULL: lambda v: None,
        kinds.BOOL: lambda v: v.get_bool()[1],
        kinds.INT: lambda v: v.get_int()[1],
        kinds.UINT: lambda v: v.get_uint()[1],
        kinds.DOUBLE: lambda v: v.get_double()[1],
        kinds.STRING: Cem.Value.dup_string,
        kinds.BYTES: lambda v: v.dup_bytes().get_data(),
        kinds.TIMESTAMP: Cem.Value.dup_date_time,
        kinds.DURATION: lambda v: datetime.timedelta(microseconds=v.get_duration()[1]),
        kinds.LIST: lambda v: [from_value(v.dup_item(i)) for i in range(v.get_length())],
        kinds.MAP: lambda v: {from_value(v.dup_key(i)): from_value(v.dup_item(i))
                              for i in range(v.get_length())},
        kinds.TYPE: Cem.Value.to_string,
        kinds.OPTIONAL: lambda v: from_value(v.dup_item(0)) if v.get_length() > 0 else None,
    }
    return unpack[value.get_kind()](value)


# In this order: a bool is an int as well.
PACK = (
    (Cem.Value, lambda value: value),
    (type(None), lambda value: Cem.Value.new_null()),
    (bool, lambda value: Cem.Value.new_bool(value)),
    (int, pack_integer),
    (float, lambda value: Cem.Value.new_double(value)),
    (str, lambda value: Cem.Value.new_string(value)),
    ((bytes, bytearray), lambda value: Cem.Value.new_bytes(GLib.Bytes.new(bytes(value)))),
    (GLib.Bytes, lambda value: Cem.Value.new_bytes(value)),
    ((datetime.datetime, GLib.DateTime), lambda value: Cem.Value.new_timestamp(value)),
    (datetime.timedelta, pack_duration),
    (dict, pack_map),
    ((list, tuple), lambda value: Cem.Value.new_list([to_value(item) for item in value])),
)


def to_function(function):
    """A callback for a function of native values: its exceptions become errors."""
    if function is None:
        return None

    def call(arguments, *_):
        try:
            return to_value(function(*from_value(arguments)))
        except GLib.Error:
            raise
        except Exception as error:
            raise GLib.Error.new_literal(Cem.error_quark(), str(error) or type(error).__name__,
                                         Cem.Error.EVALUATION)

    return call


def to_lookup(function):
    """A callback that finds the native value of a name, or None."""
    if function is None:
        return None

    def call(name, *_):
        try:
            value = function(name)
            return None if value is None else to_value(value)
        except GLib.Error:
            raise
        except Exception as error:
            raise GLib.Error.new_literal(Cem.error_quark(), str(error) or type(error).__name__,
                                         Cem.Error.EVALUATION)

    return call


# By the name of the type in the GIR: from Python, to Python.
CONVERSIONS = {
    'Json.Node': (to_node, from_node),
    'GLib.DateTime': (to_date_time, from_date_time),
    'Cem.Value': (to_value, from_value),
    'Cem.Function': (to_function, None),
    'Cem.Lookup': (to_lookup, None),
}


# -- functions --------------------------------------------------------------------------------------

def type_info(info):
    return info.get_type_info() if hasattr(info, 'get_type_info') else info.get_type()


def conversion_of(info, direction, cls):
    interface = info.get_interface()
    # The methods of Cem.Value itself are there for those who want it as it is.
    if interface is None or (cls is Cem.Value and interface.get_name() == 'Value'):
        return None
    pair = CONVERSIONS.get(f'{interface.get_namespace()}.{interface.get_name()}')
    return pair[direction] if pair is not None else None


def argument_conversions(function, cls):
    """For each argument that the caller gives: its name, its conversion, whether it may be None."""
    given = []
    skipped = set()
    for argument in function.get_arguments():
        if argument.get_closure() >= 0:
            skipped.add(argument.get_closure())
        if argument.get_destroy() >= 0:
            skipped.add(argument.get_destroy())
        if type_info(argument).get_tag_as_string() == 'array':
            skipped.add(type_info(argument).get_array_length())
    for position, argument in enumerate(function.get_arguments()):
        if position in skipped or argument.get_direction() == Direction.OUT:
            continue
        given.append((argument.get_name(), conversion_of(type_info(argument), 0, cls),
                      argument.may_be_null()))
    return given


def convert(value, conversion, nullable):
    if conversion is None or (value is None and nullable):
        return value
    return conversion(value)


def wrap(function, given, result):
    """The function, with native values instead of GLib's."""
    by_name = {name: (conversion, nullable) for name, conversion, nullable in given}
    bound = [None] if function.is_method() else []
    order = bound + [(conversion, nullable) for _, conversion, nullable in given]

    def wrapper(*args, **kwargs):
        args = [arg if i >= len(order) or order[i] is None else convert(arg, *order[i])
                for i, arg in enumerate(args)]
        kwargs = {key: convert(value, *by_name[key]) if key in by_name else value
                  for key, value in kwargs.items()}
        value = function(*args, **kwargs)
        return value if result is None else result(value)

    return named(wrapper, function)


def named(wrapper, function):
    wrapper.__name__ = wrapper.__qualname__ = function.get_name()
    wrapper.__doc__ = function.__doc__
    return wrapper


# -- await ------------------------------------------------------------------------------------------

PUMP_SECONDS = 0.002


def runs_glib(loop):
    return type(loop).__module__.split('.')[0] in ('gbulb', 'gi', 'asyncio_glib')


class Pump:
    """Turns GLib's main context from an asyncio loop that is not made of it."""
    pending = 0

    @classmethod
    def begin(cls, loop):
        cls.pending += 1
        if cls.pending == 1:
            loop.call_soon(cls.turn, loop)

    @classmethod
    def turn(cls, loop):
        context = GLib.MainContext.ref_thread_default()
        while context.pending():
            context.iteration(False)
        if cls.pending > 0:
            loop.call_later(PUMP_SECONDS, cls.turn, loop)

    @classmethod
    def end(cls, _future):
        cls.pending -= 1


def awaitable(function, call, finish, names):
    """x_async, which returns an awaitable when it is called without a callback."""
    n_bound = 1 if function.is_method() else 0

    def wrapper(*args, **kwargs):
        if len(args) > n_bound + len(names) or kwargs.get('callback') is not None:
            return call(*args, **kwargs)

        loop = asyncio.get_running_loop()
        future = loop.create_future()
        given = dict(zip(names, args[n_bound:]), **kwargs)
        given.pop('callback', None)
        # Cancelling the awaitable cancels the operation.
        if given.get('cancellable') is None:
            given['cancellable'] = Gio.Cancellable()

        def done(source, result, *_):
            try:
                value = finish(source, result) if n_bound else finish(result)
            except Exception as error:
                if not future.done():
                    future.set_exception(error)
            else:
                if not future.done():
                    future.set_result(value)

        def settled(future):
            if future.cancelled():
                given['cancellable'].cancel()

        call(*args[:n_bound], *(given.get(name) for name in names), done)
        future.add_done_callback(settled)
        if not runs_glib(loop):
            Pump.begin(loop)
            future.add_done_callback(Pump.end)
        return future

    return named(wrapper, function)


# -- classes ----------------------------------------------------------------------------------------

def functions_of(cls):
    return {name: value for name, value in vars(cls).items() if isinstance(value, FunctionInfo)}


def patch_function(cls, name, info):
    """The function with native values, or None where it has them already."""
    given = argument_conversions(info, cls)
    result = conversion_of(info.get_return_type(), 1, cls)
    if result is None and not any(conversion for _, conversion, _ in given):
        return None
    if info.is_method():
        return wrap(info, given, result)
    # As it comes from the class: a constructor knows there what it constructs.
    return staticmethod(named(wrap(getattr(cls, name), given, result), info))


def patch_async(cls, name, info):
    given = argument_conversions(info, cls)
    names = [name for name, _, _ in given if name != 'callback']
    finish = getattr(cls, name[:-len('_async')] + '_finish', None)
    if finish is None:
        return None
    converted = wrap(info, given, None) if any(c for _, c, _ in given) else info
    wrapper = awaitable(info, converted, finish, names)
    return wrapper if info.is_method() else staticmethod(wrapper)


def patch_attributes(cls):
    for info in cls.__info__.get_properties():
        name = info.get_name().replace('-', '_')
        getter = getattr(cls, 'get_' + name, None)
        if getter is None or name in vars(cls):
            continue
        setter = getattr(cls, 'set_' + name, None)
        setattr(cls, name, property(lambda self, getter=getter: getter(self),
                                    setter and (lambda self, value, setter=setter: setter(self, value)),
                                    doc=f'The property {info.get_name()}'))


def patch_functions(cls):
    for name, info in functions_of(cls).items():
        patched = patch_function(cls, name, info)
        if patched is not None:
            setattr(cls, name, patched)


def patch_class(cls):
    functions = functions_of(cls)
    patch_functions(cls)
    for name, info in functions.items():
        if name.endswith('_async'):
            patched = patch_async(cls, name, info)
            if patched is not None:
                setattr(cls, name, patched)
    patch_attributes(cls)
    if 'close' in functions:
        patch_close(cls)


def patch_close(cls):
    """What has to be closed is closed at the end of a with block, unless it is already."""
    def close(self, *_):
        try:
            self.close()
        except GLib.Error as error:
            if not error.matches(Cem.error_quark(), Cem.Error.CLOSED):
                raise

    async def close_async(self, *_):
        try:
            await self.close_async()
        except GLib.Error as error:
            if not error.matches(Cem.error_quark(), Cem.Error.CLOSED):
                raise

    async def enter_async(self):
        return self

    cls.__enter__ = lambda self: self
    cls.__exit__ = close
    cls.__aenter__ = enter_async
    cls.__aexit__ = close_async


def patch_store_list(cls):
    """What is read is loaded first, so that no placeholders are seen."""
    def length(self):
        if self.get_loading():
            self.load(GLib.MAXUINT, 0)
        return self.get_n_items()

    # How many there are is worth knowing only for what counts from the end.
    def from_start(key):
        if isinstance(key, slice):
            return (key.stop is not None and key.stop >= 0 and (key.start or 0) >= 0 and
                    (key.step or 1) > 0)
        return key >= 0

    def read(self, positions):
        for start in range(0, len(positions), PAGE):
            page = positions[start:start + PAGE]
            first, last = min(page[0], page[-1]), max(page[0], page[-1])
            # A slice with a wide step loads its rows one by one.
            scattered = last - first >= 4 * PAGE
            if not scattered:
                self.load(first, last - first + 1)
            for position in page:
                if scattered:
                    self.load(position, 1)
                item = self.get_item(position)
                if item is None:
                    return
                yield item

    def get(self, key):
        positions = range(GLib.MAXUINT if from_start(key) else length(self))
        if isinstance(key, slice):
            return list(read(self, positions[key]))
        for item in read(self, positions[key:key + 1] if key != -1 else positions[-1:]):
            return item
        raise IndexError('list index out of range')

    cls.__len__ = length
    cls.__bool__ = lambda self: True
    cls.__getitem__ = get
    cls.__iter__ = lambda self: read(self, range(GLib.MAXUINT))


def patch_value(cls):
    cls.pack = staticmethod(to_value)
    cls.unpack = from_value
    cls.__eq__ = lambda self, other: isinstance(other, cls) and self.equal(other)
    cls.__hash__ = lambda self: self.hash()
    cls.__repr__ = lambda self: f'Cem.Value({self.to_string()})'


def patch_all():
    patch_value(Cem.Value)
    for name in dir(Cem):
        value = getattr(Cem, name, None) if name[0].isupper() else None
        if isinstance(value, type) and issubclass(value, GObject.Object):
            patch_class(value)
        elif isinstance(value, type) and issubclass(value, GObject.GBoxed):
            patch_functions(value)
    if hasattr(Cem, 'StoreList'):
        patch_store_list(Cem.StoreList)


patch_all()
