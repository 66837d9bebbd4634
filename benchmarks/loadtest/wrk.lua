-- Sends queries made from a template. Arguments: a file (its first line the request's target with its places, then one
-- percent-encoded IRI a line), the Accept header, and "new" (each request another text) or "repeated" (all the same),
-- and for "new" the number from which to count.
local pieces, subjects, accept, fixed, count = {}, {}, nil, nil, 0

local function split(template)
  local start = 1
  while true do
    local from, to, name = template:find('__(%u+)__', start)
    pieces[#pieces + 1] = template:sub(start, (from or #template + 1) - 1)
    if not from then return end
    pieces[#pieces + 1] = name
    start = to + 1
  end
end

local function build(number)
  local parts = { 'GET ' }
  for place = 1, #pieces do
    local piece = pieces[place]
    if place % 2 == 1 then parts[#parts + 1] = piece
    elseif piece == 'NONCE' then parts[#parts + 1] = tostring(number)
    else parts[#parts + 1] = subjects[number % #subjects + 1] end
  end
  parts[#parts + 1] = ' HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: ' .. accept .. '\r\n\r\n'
  return table.concat(parts)
end

function init(arguments)
  local first = true
  for line in io.lines(arguments[1]) do
    if first then split(line) else subjects[#subjects + 1] = line end
    first = false
  end
  accept, count = arguments[2], tonumber(arguments[4])
  if arguments[3] == 'repeated' then fixed = build(count) end
end

function request()
  if fixed then return fixed end
  count = count + 1
  return build(count)
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format('MEASURED %d %d %.1f %.1f %d', summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(99), errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
