# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""That the stubs say what the bindings are: test_stubs.py Cem.pyi"""
import ast
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

from fixture import Cem

from gi.overrides import Cem as override
from gi.repository import GObject

STUBS = pathlib.Path(sys.argv.pop(1))

RIGHT = '''\
from typing import Optional
from gi.repository import Cem

def find(engine: Cem.Engine) -> Optional[str]:
    event = Cem.Event.new("/shop", "order.placed")
    event.payload = {"amount": 12.5}
    identity: Optional[str] = engine.ingest(event, Cem.IngestFlags.NONE).customer_id
    return identity

async def main() -> None:
    async with await Cem.Engine.open_async("x.cem") as engine:
        customer = await engine.create_view().find_customer_async("user_id:u7")
        identity: Optional[str] = customer.id
        loading: bool = customer.loading
        for entry in engine.create_view().list_timeline("user_id:u7")[:10]:
            kind: Optional[str] = entry.event_type
        page = await engine.create_view().open_customer_async("user_id:u7")
        kinds: list[Optional[str]] = [touchpoint.event_type for touchpoint in page.touchpoints]
        name: Optional[str] = page.traits[0].key
'''
WRONG = (
    'from gi.repository import Cem\nCem.Engine.open(17)\n',
    'from gi.repository import Cem\nCem.Engine.open().ingest(Cem.Event.new())\n',
    'from gi.repository import Cem\nprint(Cem.Error.NONSENSE)\n',
    'from gi.repository import Cem\nCem.Engine.open().create_view().list_customers()[0].amount\n',
    'from gi.repository import Cem\nCem.Engine.open().create_view().open_customer("a:b").timeline[0].evnet_type\n',
    'from gi.repository import Cem\nx: int = Cem.Engine.open().create_view().find_customer("a:b")\n',
)


def classes():
    found = {name: getattr(Cem, name) for name in dir(Cem) if name[0].isupper()}
    return {name: cls for name, cls in found.items()
            if isinstance(cls, type) and issubclass(cls, (GObject.Object, GObject.GBoxed))
            and cls.__module__ == 'gi.repository.Cem'}


class StubsTest(unittest.TestCase):
    def setUp(self):
        tree = ast.parse(STUBS.read_text())
        self.top = {node.name: node for node in tree.body if isinstance(node, (ast.ClassDef, ast.FunctionDef))}

    def functions(self, name):
        return {node.name: node for node in self.top[name].body if isinstance(node, ast.FunctionDef)}

    def test_nothing_is_missing(self):
        self.assertGreater(len(classes()), 20)
        for name, cls in classes().items():
            there = self.functions(name)
            for info in cls.__info__.get_methods():
                self.assertIn(info.get_name(), there, name)
            for info in getattr(cls.__info__, 'get_properties', tuple)():
                self.assertIn(info.get_name().replace('-', '_'), there, name)
        for name in dir(Cem):
            if name[0].islower() and not name.startswith('_') and callable(getattr(Cem, name)):
                self.assertIn(name, self.top)

    def test_nothing_is_made_up(self):
        for name, node in self.top.items():
            if name.startswith('_'):
                continue
            thing = getattr(Cem, name)
            if isinstance(node, ast.ClassDef):
                for member in node.body:
                    member = getattr(member, 'name', None) or getattr(getattr(member, 'target', None), 'id', None)
                    if member is not None:
                        self.assertTrue(hasattr(thing, member), f'{name}.{member}')

    def test_arguments(self):
        n = 0
        for name, cls in classes().items():
            there = self.functions(name)
            for info in cls.__info__.get_methods():
                wanted = [argument for argument, _, _ in override.argument_conversions(info, cls)]
                is_async = info.get_name().endswith('_async')
                wanted = [argument for argument in wanted if not (is_async and argument == 'callback')]
                given = [a.arg for a in there[info.get_name()].args.args if a.arg not in ('self', 'cls')]
                self.assertEqual(given, wanted, f'{name}.{info.get_name()}')
                n += 1
        self.assertGreater(n, 100)

    def check(self, folder, text):
        program = folder / 'program.py'
        program.write_text(text)
        environment = {key: value for key, value in os.environ.items()
                       if key not in ('PYTHONPATH', 'LD_PRELOAD', 'LD_LIBRARY_PATH')}
        return subprocess.run([shutil.which('mypy'), '--strict', '--cache-dir', os.devnull, program],
                              env={**environment, 'MYPYPATH': str(folder / 'path')}, cwd=folder, text=True,
                              capture_output=True, timeout=120)

    @unittest.skipUnless(shutil.which('mypy'), 'mypy is not installed')
    def test_type_checker(self):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            repository = folder / 'path/gi/repository'
            repository.mkdir(parents=True)
            (folder / 'path/gi/__init__.pyi').touch()
            (repository / '__init__.pyi').touch()
            shutil.copy(STUBS, repository / 'Cem.pyi')
            for name in ('Gio', 'GLib', 'GObject'):
                (repository / f'{name}.pyi').write_text(
                    'from typing import Any\nclass Object: ...\nclass GBoxed: ...\nclass GEnum(int): ...\n'
                    'class GFlags(int): ...\nclass ListModel: ...\nclass ActionGroup: ...\n'
                    'def __getattr__(name: str) -> Any: ...\n')
            done = self.check(folder, RIGHT)
            self.assertEqual(done.returncode, 0, done.stdout)
            for text in WRONG:
                self.assertEqual(self.check(folder, text).returncode, 1, text)


if __name__ == '__main__':
    unittest.main()
