-- Tries the language server in Neovim without a screen, and prints what each request answers:
--
--   nvim --headless --clean -l editors/neovim/smoke.lua PROGRAM FOLDER [FILE]
--
-- PROGRAM is the path of protoward, and FOLDER has the schema. FILE, below FOLDER, is by default the first one in alphabetical order
-- that declares a message. The requests are about the name of its first message. In a Git repository whose newest commit has the
-- file, the first field is deleted, and the fix of the finding applied. Nothing is written to disk. The exit code is 1 if a step
-- fails. Needs Neovim 0.11 or newer.

local TIMEOUT = 20000
local MESSAGE = '^%s*%a*%s*message%s+[%a_]'
local FIELD = '^%s*[%w_. ]+%s+([%w_]+)%s*=%s*%d+%s*;'

local failures = 0

--- Runs a step, and prints on one line what it returns, or why it failed.
local function step(name, run)
  local is_fine, text = pcall(run)
  failures = failures + (is_fine and 0 or 1)
  io.write(('%-12s %-4s %s\n'):format(name, is_fine and 'ok' or 'FAIL', (tostring(text):gsub('\n', '\\n'))))
end

--- Ends the script: nothing can be tried.
local function stop(message)
  io.stderr:write('error: ' .. message .. '\n')
  os.exit(1)
end

--- Waits for a condition, which has to hold within the limit.
local function wait(what, condition)
  if not vim.wait(TIMEOUT, condition, 10) then
    error(('%s: waited for %d s'):format(what, TIMEOUT / 1000), 0)
  end
end

--- Joins the texts of the elements of a list.
local function joined(list, text)
  return vim.iter(list):map(text):join('; ')
end

local function shown(position)
  return ('%d:%d'):format(position.line + 1, position.character + 1)
end

--- Returns the first file of a folder, in alphabetical order, that declares a message.
local function first_schema(folder)
  local is_schema = function(name)
    return vim.endswith(name, '.proto')
  end
  local files = vim.fs.find(is_schema, { path = folder, type = 'file', limit = math.huge })
  table.sort(files)
  return vim.iter(files):find(function(file)
    return vim.iter(io.lines(file)):any(function(line)
      return line:find(MESSAGE) ~= nil
    end)
  end)
end

--- Returns the position of the name of the first message.
local function name_of_message(buffer)
  for row, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, -1, false)) do
    local _, column = line:find(MESSAGE)
    if column then
      return { line = row - 1, character = vim.str_utfindex(line, 'utf-16', column - 1) }
    end
  end
  stop('the file declares no message')
end

--- Records the diagnostics that the server publishes, by document.
local function record_published()
  local published = {}
  local handler = vim.lsp.handlers['textDocument/publishDiagnostics']
  vim.lsp.handlers['textDocument/publishDiagnostics'] = function(failure, result, ...)
    published[result.uri] = result.diagnostics
    return handler(failure, result, ...)
  end
  return published
end

--- Starts the server for a file, and returns the client and the buffer.
local function open(program, folder, file)
  vim.cmd.edit(vim.fn.fnameescape(file))
  local buffer = vim.api.nvim_get_current_buf()
  vim.bo[buffer].filetype = 'proto'
  local has_ended = false
  local id = vim.lsp.start({
    name = 'protoward',
    cmd = { program, 'lsp' },
    root_dir = folder,
    init_options = { against = vim.NIL },
    on_exit = function()
      has_ended = true
    end,
  })
  local client = id and vim.lsp.get_client_by_id(id)
  vim.wait(TIMEOUT, function()
    return client == nil or client.initialized or has_ended
  end, 10)
  if client == nil or has_ended or not client.initialized then
    stop(program .. ' lsp has not answered `initialize`; run it in a terminal to see its errors')
  end
  return client, buffer
end

--- Returns a function that sends a request about the document, and returns its result. JSON's `null` becomes an empty table.
local function requester(client, buffer)
  return function(method, params)
    local document = { textDocument = { uri = vim.uri_from_bufnr(buffer) } }
    local answer, reason = client:request_sync(method, vim.tbl_extend('error', document, params), TIMEOUT, buffer)
    if not answer or answer.err then
      error(('%s: %s'):format(method, answer and answer.err.message or reason), 0)
    end
    return (answer.result == nil or answer.result == vim.NIL) and {} or answer.result
  end
end

--- Returns the diagnostics of a document: the answer of a request, or what the server publishes.
local function diagnostics(client, request, uri, published)
  if client:supports_method('textDocument/diagnostic') then
    return request('textDocument/diagnostic', {}).items
  end
  wait('publishDiagnostics', function()
    return published[uri] ~= nil
  end)
  return published[uri]
end

--- Deletes the first field of the file, waits for the finding, and applies its fix.
local function break_and_fix(client, buffer, request, published)
  local uri = vim.uri_from_bufnr(buffer)
  local found
  step('break', function()
    local lines = vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
    local row, field = vim.iter(ipairs(lines)):map(function(row, line)
      return row, line:match(FIELD)
    end):find(function(_, name)
      return name ~= nil
    end)
    assert(row, 'the file has no field')
    vim.api.nvim_buf_set_lines(buffer, row - 1, row, false, {})
    wait('the finding about `' .. field .. '`', function()
      found = vim.iter(published[uri] or {}):find(function(it)
        return tostring(it.code):find('^FIELD_NO_DELETE') and it.message:find(field, 1, true)
      end)
      return found ~= nil
    end)
    return shown(found.range.start) .. ' ' .. found.code .. ': ' .. found.message
  end)
  step('fix', function()
    local actions = request('textDocument/codeAction', { range = found.range, context = { diagnostics = { found } } })
    local fix = vim.iter(actions):find(function(it)
      return it.edit and vim.startswith(it.title, 'Fix: ') and it.diagnostics and it.diagnostics[1].code == found.code
    end)
    assert(fix, 'the finding has no fix')
    vim.lsp.util.apply_workspace_edit(fix.edit, client.offset_encoding)
    wait('the end of the finding', function()
      return not vim.iter(published[uri]):any(function(it)
        return it.code == found.code and it.message == found.message
      end)
    end)
    return fix.title
  end)
end

--- Returns the number of edits of a workspace edit, and that of its files.
local function count_edits(edit)
  local edits, files = 0, 0
  for _, changes in pairs(edit.changes or {}) do
    edits, files = edits + #changes, files + 1
  end
  for _, change in ipairs(edit.documentChanges or {}) do
    edits, files = edits + #(change.edits or {}), files + 1
  end
  return edits, files
end

--- Runs all requests.
local function try_all(client, buffer, published)
  local request = requester(client, buffer)
  local name = name_of_message(buffer)
  local found = {}

  step('diagnostics', function()
    found = diagnostics(client, request, vim.uri_from_bufnr(buffer), published)
    return #found .. ' ' .. joined(found, function(it)
      return shown(it.range.start) .. ' ' .. it.message
    end)
  end)
  step('hover', function()
    local contents = request('textDocument/hover', { position = name }).contents
    assert(contents, 'there is none for the name of a message')
    return table.concat(vim.lsp.util.convert_input_to_markdown_lines(contents), '\n')
  end)
  step('definition', function()
    local result = request('textDocument/definition', { position = name })
    local first = vim.islist(result) and result[1] or result
    local uri = assert(first.targetUri or first.uri, 'there is none for the name of a message')
    return vim.fs.basename(vim.uri_to_fname(uri)) .. ':' .. shown((first.targetSelectionRange or first.range).start)
  end)
  step('rename', function()
    local edit = request('textDocument/rename', { position = name, newName = 'RenamedBySmokeTest' })
    local edits, files = count_edits(edit)
    assert(edits > 0, 'there are no edits')
    return ('%d edits, %d files'):format(edits, files)
  end)
  step('completion', function()
    -- On a new line below the name: in the message, or after one without fields.
    vim.api.nvim_buf_set_lines(buffer, name.line + 1, name.line + 1, false, { '  ' })
    local result = request('textDocument/completion', { position = { line = name.line + 1, character = 2 } })
    vim.api.nvim_buf_set_lines(buffer, name.line + 1, name.line + 2, false, {})
    local items = result.items or result
    assert(#items > 0, 'nothing is proposed for a new statement')
    return #items .. ' ' .. joined(vim.list_slice(items, 1, 5), function(it)
      return it.label
    end)
  end)
  step('code action', function()
    local last = { line = vim.api.nvim_buf_line_count(buffer), character = 0 }
    local range = { start = { line = 0, character = 0 }, ['end'] = last }
    local actions = request('textDocument/codeAction', { range = range, context = { diagnostics = found } })
    return #actions .. ' ' .. joined(actions, function(it)
      return it.title
    end)
  end)
  step('formatting', function()
    local edits = request('textDocument/formatting', { options = { tabSize = 2, insertSpaces = true } })
    vim.lsp.util.apply_text_edits(edits, buffer, client.offset_encoding)
    return ('%d edits, %d lines afterwards'):format(#edits, vim.api.nvim_buf_line_count(buffer))
  end)
  local file = vim.api.nvim_buf_get_name(buffer)
  local git = { 'git', '-C', vim.fs.dirname(file), 'cat-file', '-e', 'HEAD:./' .. vim.fs.basename(file) }
  if vim.system(git):wait().code == 0 then
    break_and_fix(client, buffer, request, published)
  end
  step('shutdown', function()
    client:stop()
    wait('the end of the server', function()
      return vim.lsp.get_client_by_id(client.id) == nil
    end)
    return 'the server has ended'
  end)
end

local function main(program, folder, file)
  if vim.fn.has('nvim-0.11') == 0 then
    stop('Neovim is older than 0.11')
  elseif not program or not folder then
    stop('usage: nvim --headless --clean -l smoke.lua PROGRAM FOLDER [FILE]')
  elseif vim.fn.executable(program) == 0 then
    stop(program .. ' is no executable file')
  end
  folder = vim.fs.normalize(vim.fn.fnamemodify(folder, ':p'))
  file = file and vim.fs.joinpath(folder, file) or first_schema(folder)
  if not file or vim.fn.filereadable(file) == 0 then
    stop((file or folder) .. ' is no .proto file, and contains none that declares a message')
  end
  local published = record_published()
  local client, buffer = open(program, folder, file)
  step('initialize', function()
    local info = client.server_info or {}
    return ('%s %s, %s'):format(info.name or '?', info.version or '?', vim.fs.basename(file))
  end)
  try_all(client, buffer, published)
  os.exit(failures == 0 and 0 or 1)
end

main(unpack(_G.arg))
