"""A notebook that is exported to a script becomes a file of Python."""

import pytest
from nbconvert import ScriptExporter

from course_files import NAMES, PATHS, read


@pytest.mark.parametrize("path", PATHS, ids=NAMES)
def test_a_notebook_is_exported_as_a_script_of_python(path):
    source, resources = ScriptExporter().from_notebook_node(read(path))
    assert resources["output_extension"] == ".py"
    compile(source, path.name, "exec")
