from config.static_files import ModuleStorage


def test_a_script_imports_others_under_their_hashed_names(tmp_path, settings):
    settings.DEBUG = False
    scripts = tmp_path / "js"
    scripts.mkdir()
    (scripts / "page.js").write_text('import { put } from "./store.js";\nput();\n')
    (scripts / "store.js").write_text("export function put() {}\n")
    storage = ModuleStorage(location=tmp_path, base_url="/static/")
    list(storage.post_process({name: (storage, name) for name in ("js/page.js", "js/store.js")}))
    store = storage.hashed_files["js/store.js"].removeprefix("js/")
    page = (tmp_path / storage.hashed_files["js/page.js"]).read_text()
    assert page == f'import {{ put }} from "./{store}";\nput();\n'
